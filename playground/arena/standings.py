"""What became of each racer, in words: the table below the map, for those without scripts and for screen readers."""

from django.utils.translation import gettext as _

from playground.experiments.written import counted, exactly
from playground.runs.models import Task
from playground.training.kinds import arena


def told(task: Task) -> dict:
    """{"summary", "rows": [{"title", "lr", "end", "loss", "outcome"}], "least", "known"} of a finished race."""
    found = arena.told(bytes(task.result))
    steps = found["arena"]["steps"]
    rows = [
        {
            "title": _(one["title"]),
            "lr": exactly(one["lr"]),
            "end": "({}, {})".format(*(_number(part) for part in one["end"])),
            "loss": _number(one["loss"]),
            "outcome": outcome(one, steps),
        }
        for one in found["racers"]
    ]
    return {"rows": rows, "summary": summary(found), "least": _number(found["least"]), "known": found["known"]}


def outcome(one: dict, steps: int) -> str:
    """How one racer fared: diverged, arrived, or not yet."""
    if one["diverged"] is not None:
        return _("✕ diverged at {step}").format(step=counted(one["diverged"]))
    if one["reached"] is not None:
        return _("✓ at step {step}").format(step=counted(one["reached"]))
    return _("not within {steps} steps").format(steps=counted(steps))


def summary(found: dict) -> str:
    """One sentence: who arrived, who was first, who diverged."""
    racers = found["racers"]
    arrived = [one for one in racers if one["reached"] is not None]
    gone = sum(one["diverged"] is not None for one in racers)
    words = _("{arrived} of {count} came within 0.001 of the lowest value.").format(arrived=len(arrived), count=len(racers))
    if arrived:
        first = min(arrived, key=lambda one: one["reached"])
        words += " " + _("First: {title}, at step {step}.").format(title=_(first["title"]), step=counted(first["reached"]))
    if gone:
        words += " " + _("Diverged: {count}.").format(count=gone)
    return words


def _number(value) -> str:
    if isinstance(value, str):  # NaN and the infinities, as JSON spells them
        return {"NaN": "NaN", "Infinity": "∞", "-Infinity": "−∞"}[value]
    return f"{value:.3g}".replace("-", "−")
