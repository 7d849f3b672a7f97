"""A file that somebody wants to take away: how large it will be, whether it is written at once, and its pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from playground.compare.asked import View
from playground.experiments import run_rows
from playground.runs.models import Chunk, KeyFrame, Run
from playground.runs.quota import MIB
from playground.runs.seen import Compared
from playground.takeaway import document, replayed, spreadsheet

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
AT_ONCE = 8 * MIB  # a file up to this is written while somebody waits: a second of the time of everybody else
LARGEST = 128 * MIB
PER_NUMBER = 5  # bytes of text for a byte of float32, on average: "0.12345678901234567,"
PACKED = 4 / 3  # base64
PAGE = MIB  # scripts, styles and words of a page that loads nothing
SPEED = 8 * MIB  # bytes written a second by a trainer that does nothing else; an order of magnitude


@dataclass
class File:
    """`runs` in this form. `alone`: it is that of one run and not of a comparison. `view`: how a comparison is looked at."""

    form: str
    runs: list[Compared]
    alone: bool = False
    view: View = field(default_factory=View)

    @property
    def stem(self) -> str:
        """What the file is called, but for its ending."""
        if not self.alone:
            return "comparison"
        return "shared-run" if self.runs[0].token else f"run-{self.runs[0].run.number}"

    @property
    def whole(self) -> bool:
        """Whether the key frames come along."""
        return self.form == "json" or (self.form == "html" and len(self.runs) <= replayed.WHOLE)

    def size(self) -> int:
        """About how many bytes it will have, by the sizes of what is stored."""
        ids = [one.run.id for one in self.runs]
        records = _stored(Chunk, ids) * (PACKED if self.form == "html" else PER_NUMBER)
        frames = _stored(KeyFrame, ids) * PACKED if self.whole else 0
        return int(records + frames) + (PAGE if self.form == "html" else 0)

    def refusal(self) -> str:
        """Why it is not written at all, in words; "" where it is."""
        if (size := self.size()) <= LARGEST:
            return ""
        words = _("File: it would have about {size} MiB; at most {most} MiB are written into one. Take fewer runs, or CSV.")
        return words.format(size=f"{size / MIB:,.0f}", most=LARGEST // MIB)

    def cost(self) -> str:
        """What it takes, before anybody starts it: "About 40 MiB, some 5 s of a trainer."."""
        size = self.size()
        said = _("It will have about {size} MiB and takes a trainer some {seconds} s.")
        return said.format(size=f"{size / MIB:,.0f}", seconds=max(1, round(size / SPEED)))

    def pieces(self) -> Iterator[str]:
        """The file, a piece at a time; none takes long."""
        names = [self.runs[0].run.title or _("Shared run")] if self.alone and self.runs[0].token else run_rows.names(self.runs)
        named = list(zip(names, (one.run for one in self.runs), strict=True))
        if self.form == "html":
            return iter([replayed.of_run(named[0][1], named[0][0])]) if self.alone else replayed.of_runs(self.runs, self.view)
        if self.form == "json":
            return document.pieces(named[0][1]) if self.alone else document.of_runs(named)
        return iter([spreadsheet.of_run(named[0][1])]) if self.alone else spreadsheet.of_runs(named)


def _stored(model, ids: list[str]) -> int:
    """Bytes of these runs' records or key frames, of their present attempts."""
    rows = model.objects.filter(run__in=ids, attempt=F("run__attempt"))
    return rows.aggregate(size=Sum(Length("data")))["size"] or 0


def run_of(run: Run, form: str, token: str = "") -> File:
    """The file of one run; `token`: of the link it was seen by."""
    return File(form, [Compared(run.id, run, token)], alone=True)
