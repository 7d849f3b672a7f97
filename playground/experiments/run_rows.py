"""How a run looks in a list: its words, its numbers as people read them, its picture, and which runs fold together."""

from base64 import b64encode
from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.experiments import declarations, words
from playground.experiments.written import counted, exactly, readout
from playground.languages.joining import joined
from playground.runs.models import Run
from playground.runs.seen import Compared
from playground.runs.states import ENDED, State

SHORT = 5  # epochs; below that a run was a try


def name(run: Run) -> str:
    """What people call it: their own title, or "Run 7"."""
    return run.title or _("Run {number}").format(number=run.number)


def names(compared: list[Compared]) -> list[str]:
    """What runs of a comparison are called; of somebody else's only the title is known."""
    shared = 0
    found = []
    for one in compared:
        if not one.token or one.run.title:
            found.append(name(one.run))
        else:
            shared += 1
            found.append(_("Shared run {number}").format(number=shared))
    return found


def row(run: Run) -> dict:
    """Everything a template says about one run of `listing.page`."""
    metric = "R²" if (declarations.entry("data", run.dataset) or {}).get("task") == "regression" else _("Accuracy")
    show = _r2 if metric == "R²" else _share
    return {
        "run": run,
        "name": name(run),
        "state": words.state(run),
        "metric": metric,
        "best": show(run.best_metric),
        "last": show(run.last_metric),
        "loss": readout(run.last_loss),
        "data": _title("data", run.dataset),
        "optimizer": _title("optimizer", run.optimizer),
        "rate": "" if (rate := _rate(run)) is None else exactly(rate),
        "network": words.network(run.layers) if run.layers is not None else "",
        "planted": words.planted(run.faults or ()),
        "kin": _kin(run),
        "age": words.age(run.created_at),
        "picture": b64encode(run.picture).decode() if run.picture else "",
        "alt": _alt(run),
    }


def folded(runs: Iterable[Run]) -> list[dict]:
    """The rows of a page in order: {"rows": [one]} for each run, {"rows": […], "words"} for tries that stand side by side.

    Short tries (under 5 epochs, at rest) and repeats (the same recipe as a run of this page, no further) fold. What
    somebody named, starred or shared never does; nor does anything on a page that would hold nothing else.
    """
    runs = list(runs)
    repeats = _repeats(runs)
    folds = {run.id for run in runs if not _kept(run) and (_short(run) or run.id in repeats)}
    if len(folds) == len(runs):
        folds = set()
    lines = []
    for fold, group in groupby(runs, key=lambda run: run.id in folds):
        group = list(group)
        if fold:
            lines.append({"rows": [row(run) for run in group], "words": _fold_words(group)})
        else:
            lines += [{"rows": [row(run)], "words": ""} for run in group]
    return lines


def _rate(run: Run) -> float | None:
    """The learning rate it has come to: the last one edited, else the one it started with."""
    edited = [one["value"] for one in run.edited or () if one["path"] == "optimizer.lr"]
    return edited[-1] if edited else run.lr


def _kin(run: Run) -> str:
    """Where it left its parent; nothing for a run that began by itself or again from epoch 0."""
    if not run.parent_number or not run.parent_epoch:
        return ""
    return _("fork of Run {number} at {epoch}").format(number=run.parent_number, epoch=counted(run.parent_epoch))


def _short(run: Run) -> bool:
    return run.epoch < SHORT and run.state in (*ENDED, State.PAUSED)


def _kept(run: Run) -> bool:
    return bool(run.title or run.starred or run.shared or run.state == State.FAILED)


def _repeats(runs: list[Run]) -> set[str]:
    """Runs of an unedited recipe that another run of the page, further up, was trained on at least as far."""
    seen: dict[str, int] = {}
    found = set()
    for run in runs:
        if run.edited or not run.asked_digest or run.state not in ENDED:
            continue
        if run.epoch <= seen.get(run.asked_digest, -1):
            found.add(run.id)
        else:
            seen[run.asked_digest] = run.epoch
    return found


def _fold_words(runs: list[Run]) -> str:
    short, count = sum(map(_short, runs)), len(runs)
    if short == count:
        return ngettext("{count} short try", "{count} short tries", count).format(count=count)
    if not short:
        return ngettext("{count} repeat", "{count} repeats", count).format(count=count)
    return ngettext("{count} short try or repeat", "{count} short tries and repeats", count).format(count=count)


def _share(value: float | None) -> str:
    return "–" if value is None else _("{percent} %").format(percent=round(100 * value))


def _r2(value: float | None) -> str:
    return readout(value) if value is None or abs(value) >= 1 else f"{value:.2f}".replace("-", "−")


def _title(path: str, entry: str) -> str:
    return (declarations.entry(path, entry) or {"title": entry})["title"]


def _alt(run: Run) -> str:
    """The picture in a sentence, and what is wrong with it on purpose in another."""
    planted = words.planted(run.faults or ())
    return joined(_seen(run), planted and _("{words}.").format(words=planted))


def _seen(run: Run) -> str:
    if not run.picture:
        return _("No picture yet: it is taken when the run rests or ends.")
    if run.last_loss is None:
        return _("Map and losses at epoch {epoch}; the test loss left the finite.").format(epoch=counted(run.epoch))
    return _("Map and losses at epoch {epoch}; test loss {loss}.").format(epoch=counted(run.epoch), loss=readout(run.last_loss))
