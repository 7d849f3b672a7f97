"""Which fields move a sweep's results, and how far that may be believed, in bars and a sentence."""

from django.utils.translation import gettext as _

from playground.experiments.sweeping.labels import label_of
from playground.experiments.sweeping.results import Score
from playground.runs import searching
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

NORMAL = 1.96  # standard errors of a 95 % interval


def table(sweep: Sweep, cells: list[Cell], score: Score) -> dict:
    """{"rows": [{"path", "label", "share", "error"…}…], largest first, "rest", "words"}; {} before it can be said."""
    ended = [cell for cell in cells if cell.ended and (cell.state == "diverged" or score.of(cell) is not None)]
    lost = [cell for cell in ended if cell.state == "diverged"]
    good = [cell for cell in ended if cell.state != "diverged"]
    ordered = [sweep.points[cell.place] for cell in (*good, *lost)]
    sign = 1 if score.smaller else -1  # rank 1 is the best
    fields = [[point[place] for point in ordered] for place in range(len(sweep.axes))]
    if not ordered:
        return {}
    full, effects = searching.effects(fields, [sign * score.of(cell) for cell in good], len(lost))
    if effects is None:
        return {}
    full = full and len(ordered) == len(sweep.points)
    if full and len(effects) == 1:  # one run a value: it would "explain" all there is, whatever the results
        return {}
    rows = [_row(axis["path"], effect) for axis, effect in zip(sweep.axes, effects, strict=True)]
    rows.sort(key=lambda row: -row["share"])
    known = [effect for effect in effects if effect]
    rest = max(0.0, 1 - sum(effect.share for effect in known)) if len(known) == len(effects) else None
    return {
        "rows": rows,
        "rest": None if rest is None else _percent(rest),
        "rest_share": None if rest is None else round(rest, 3),
        "words": _exactly() if full else _sampled(),
        "count": len(ordered),
    }


def _exactly() -> str:
    return _(
        "The share of the differences between the runs' ranks that each field explains by itself, exactly, because every "
        "combination was tried (main effects of an analysis of variance). What fields do only together is in the last line. "
        "It speaks of the values tried, not of the field as such."
    )


def _sampled() -> str:
    return _(
        "The share of the differences between the runs' ranks that each field explains by itself (correlation ratio, corrected "
        "for chance), ± 95 % by leaving out one run at a time. What fields do only together, and chance, is in the last line. "
        "It speaks of the values tried, not of the field as such."
    )


def _row(path: str, effect) -> dict:
    if effect is None:
        return {"path": path, "label": label_of(path), "share": 0.0, "error": 0.0, "percent": "–", "interval": ""}
    interval = f"± {NORMAL * effect.error * 100:.0f} %" if effect.error else ""
    said = {"percent": _percent(effect.share), "interval": interval}
    return {"path": path, "label": label_of(path), "share": round(effect.share, 3), "error": effect.error, **said}


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
