"""Maps set to work, and ended: a task a tile, so that every trainer takes its share."""

from django.db import transaction
from django.db.models.functions import Now

from playground.runs import maps
from playground.runs.models import Grid, Task
from playground.runs.states import State
from playground.training import tasks

KIND = "trainability"


def start(owner: str, spec, x: dict, y: dict, side: int, *, token: str, parent: Grid | None = None) -> Grid:
    """A map and its tasks. Raises engine.spec.Refused, services.StartRefused and TaskRefused; then nothing is left of it."""
    with transaction.atomic():
        grid, fresh = maps.start(owner, spec, x, y, side, token=token, parent=parent)
        if fresh:
            for place in range(maps.ACROSS**2):
                tasks.ask(owner, KIND, grid=grid.id, place=place)
    return grid


def _tasks(grid: Grid):
    return Task.objects.filter(owner=grid.owner, kind=KIND, input__grid=grid.id)


def is_going(grid: Grid) -> bool:
    """Whether any of its tiles is still to come."""
    return _tasks(grid).filter(state__in=tasks.OPEN).exists()


def failed(grid: Grid) -> str:
    """Why a tile could not be worked, in a trainer's words; "" if none failed, or a person stopped the map."""
    words = _tasks(grid).filter(state=State.FAILED).values_list("words", flat=True).first()
    return "" if grid.stopped else words or ""


def stop(grid: Grid) -> None:
    """No more cells: what is there stays."""
    with transaction.atomic():
        Grid.objects.filter(id=grid.id).update(stopped=True)
        _tasks(grid).filter(state=State.WAITING).update(state=State.FAILED, words="The map was stopped.", updated_at=Now())


def delete(grid: Grid) -> None:
    """The map with all that belongs to it; runs that were opened from it stay."""
    with transaction.atomic():
        stop(grid)
        grid.delete()
