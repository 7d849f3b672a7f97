"""Sweeps that prune: cells rest at a rung until all of their sweep are there, then the best part goes on and the rest ends.

A cell's `rung` is the epoch at which it rests next; a trainer that reaches it pauses the cell (training.held). Who was judged
keeps the rung it ended at; whoever trains to the end has none. Judging is one transaction that holds the sweep's row, and does
nothing while somebody is still on the way: so it may be tried by anybody at any time, and a trainer's death loses nothing.
"""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from playground.runs import doorbell, searching
from playground.runs.models import Run, Sweep
from playground.runs.states import ENDED, State

OWN_ENDS = ("threshold", "patience")  # a run that was content before the rung: its loss counts, and it stays as it is


def rungs(sweep: Sweep) -> list[int]:
    """The epochs at which this sweep's cells are judged; none for one that does not prune."""
    if not sweep.halving:
        return []
    return searching.rungs(sweep.halving["epochs"], sweep.halving["factor"], sweep.spec["training"]["epochs"])


def most_epochs(runs: int, halving: dict, epochs: int) -> int:
    """How many epochs so many runs take at most when they are pruned."""
    return searching.most_epochs(runs, halving["epochs"], halving["factor"], epochs)


def judge(sweep_id: str) -> int:
    """Judge the rung that all cells have come to, if they have; how many cells were ended or sent on."""
    with transaction.atomic():
        sweep = Sweep.objects.select_for_update().filter(id=sweep_id, halving__isnull=False).first()
        if sweep is None:
            return 0
        columns = ("id", "state", "epoch", "rung", "last_loss", "detail")
        cells = list(Run.objects.filter(sweep=sweep, rung__isnull=False).order_by("place").values(*columns))
        live = [cell for cell in cells if cell["state"] not in ENDED]
        if not live or any(cell["state"] != State.PAUSED or cell["epoch"] < cell["rung"] for cell in live):
            return 0
        rung = live[0]["rung"]
        level = [cell for cell in cells if cell["rung"] == rung and _takes_part(cell)]
        losses = [None if cell["state"] == State.DIVERGED else cell["last_loss"] for cell in level]
        good = searching.survivors(losses, sweep.halving["factor"])
        there = {cell["id"] for cell in live}
        on = [cell["id"] for cell, stays in zip(level, good, strict=True) if stays and cell["id"] in there]
        off = [cell["id"] for cell, stays in zip(level, good, strict=True) if not stays and cell["id"] in there]
        following = next((one for one in rungs(sweep) if one > rung), None)
        again = {"fence": F("fence") + 1, "updated_at": Now()}
        detail = {"reason": "pruned", "epoch": rung, "kept": sum(good), "of": len(level)}
        Run.objects.filter(id__in=on).update(state=State.WAITING, rung=following, holding=False, queued_at=Now(), **again)
        Run.objects.filter(id__in=off).update(state=State.STOPPED, detail=detail, **again)
        for cell in level:  # what is told of a run that began anew stays told
            if cell["id"] in off and "attempts" in cell["detail"]:
                Run.objects.filter(id=cell["id"]).update(detail={**detail, "attempts": cell["detail"]["attempts"]})
        stopped = [cell["id"] for cell in cells if cell["rung"] == rung and cell["state"] == State.STOPPED]
        Run.objects.filter(id__in=stopped).update(rung=None)  # ended otherwise, be it at this very epoch
        doorbell.ring([*on[:1], *off[:1]])
    return len(on) + len(off)


def _takes_part(cell: dict) -> bool:
    """Whether a cell counts at its rung: it got there, diverged on the way, or had enough by its own rule."""
    if cell["state"] == State.STOPPED:
        return cell["detail"].get("reason") in OWN_ENDS
    return cell["state"] in (State.PAUSED, State.DIVERGED)


def judge_all() -> int:
    """Judge every sweep that has cells at a rung: what a death, or a stop by hand, left undone."""
    resting = Run.objects.filter(state=State.PAUSED, rung__isnull=False).order_by().values_list("sweep_id", flat=True).distinct()
    return sum(judge(sweep_id) for sweep_id in list(resting))
