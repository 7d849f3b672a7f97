"""Write a large file of runs, by a trainer: a task with its progress, whose result is the file."""

from collections.abc import Iterator
from dataclasses import asdict
from time import monotonic

from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from playground.compare.asked import View
from playground.runs import quota, seen
from playground.runs.models import Task
from playground.runs.states import State
from playground.takeaway.wanted import LARGEST, TYPES, File
from playground.training.kinds.base import Kind, TaskRefused

SLICE = 0.05  # seconds of writing between two turns of the runs beside it


class Export(Kind):
    weighs = 0
    keeps = 0  # beside the one asked for: files can be written again

    def clean(self, owner: str, given: dict) -> dict:
        form, found = str(given.get("form", "")), seen.find(owner, [str(one) for one in given.get("runs", [])])
        if form not in TYPES:
            words = _("{field}: {value} is not known. Known: {known}.")
            raise TaskRefused(words.format(field="form", value=repr(form[:40]), known=", ".join(TYPES)))
        runs, unknown = found
        if not runs or unknown:
            raise TaskRefused(_("There is no such run."))
        file = File(form, runs, bool(given.get("alone")) and len(runs) == 1, given.get("view") or View())
        if words := file.refusal() or quota.refusal(owner, file.size() - _gone(owner)):
            raise TaskRefused(words)
        base = next((seen.kept(one) for one in runs if one.key == file.view.base), "")
        look = asdict(file.view) | {"base": base}
        facts = {"form": form, "runs": [seen.kept(one) for one in runs], "alone": file.alone, "look": look}
        return facts | {"stem": file.stem, "at": [[one.run.attempt, one.run.seq] for one in runs], "language": get_language()}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        runs = seen.again(given["runs"])
        if runs is None:
            raise TaskRefused("There is no such run.")
        file = File(given["form"], runs, given["alone"], View(**given["look"]))
        expected, parts, size, since = max(1, file.size()), [], 0, monotonic()
        with translation.override(given["language"]):
            pieces = file.pieces()
        while True:
            with translation.override(given["language"]):  # never held across a turn of somebody else's
                piece = next(pieces, None)
            if piece is None:
                return b"".join(parts)
            parts.append(piece.encode())
            size += len(parts[-1])
            if size > 2 * LARGEST:
                raise TaskRefused("It grew larger than a file may be while it was written.")
            if monotonic() - since > SLICE:
                yield min(0.99, size / expected)
                since = monotonic()


def _gone(owner: str) -> int:
    """Bytes of the file that makes room for the next."""
    done = Task.objects.filter(owner=owner, kind="export", state=State.FINISHED)
    return done.aggregate(size=Sum(Length("result")))["size"] or 0


KIND = Export()
