"""What pages read of sweeps. All from the index of a sweep's cells: their rows carry whole recipes and are left alone."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, QuerySet

from playground.runs import pasts, selectors
from playground.runs.addresses import is_run_id
from playground.runs.models import Run, Sweep
from playground.runs.states import ENDED, State


class Cell(NamedTuple):
    """A cell as the results show it."""

    place: int
    state: str
    epoch: int
    rung: int | None
    best: float | None
    last: float | None
    loss: float | None
    id: str

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def at_rung(self) -> bool:
        """It rests until the others of its sweep have come as far."""
        return self.state == State.PAUSED and self.rung is not None and self.epoch >= self.rung

    @property
    def pruned(self) -> bool:
        """It was ended at a rung, not among the best."""
        return self.state == State.STOPPED and self.rung is not None and self.epoch == self.rung


def get_sweep(owner: str | None, sweep_id: str) -> Sweep:
    """The sweep, or Sweep.DoesNotExist: "not yours" and "not there" are the same answer."""
    if not owner or not is_run_id(sweep_id):
        raise Sweep.DoesNotExist
    return Sweep.objects.get(owner=owner, id=sweep_id)


def cells(sweep: Sweep) -> list[Cell]:
    """All cells, in the order of the sweep's points."""
    columns = ("place", "state", "epoch", "rung", "best_metric", "last_metric", "last_loss", "id")
    return [Cell(*row) for row in Run.objects.filter(sweep=sweep).order_by("place").values_list(*columns)]


def rival(sweep: Sweep) -> Sweep | None:
    """The same fields searched the other way on the same budget, if somebody asked for that."""
    return sweep.versus or sweep.rivals.order_by("number").first()


def sweeps_of(owner: str) -> QuerySet[Sweep]:
    """An owner's sweeps, newest first, without what is large."""
    return Sweep.objects.filter(owner=owner).defer("spec", "points").order_by("-number")


def progress(sweeps: list[Sweep]) -> dict[str, Counter]:
    """How many cells of each sweep stand in which state."""
    found = {sweep.id: Counter() for sweep in sweeps}
    counted = Run.objects.filter(sweep__in=list(found)).order_by().values_list("sweep", "state").annotate(count=Count("id"))
    for sweep_id, state, count in counted:
        found[sweep_id][state] = count
    return found


def curve(run: Run) -> dict[str, list]:
    """{"epoch", "train_loss", "test_loss"} of a run's stored records; NaN where a loss is none."""
    stored = [chunk.data for chunk in selectors.chunks(run.id, run.attempt)]
    return pasts.columns(run.schema, stored, ("epoch", "train_loss", "test_loss"))
