"""Sweeps: priced, started, read cell by cell, paused, stopped and grown."""

from datetime import datetime
from typing import Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Number, Ordinal, Recipe, Text
from playground.api.run_shapes import Strict
from playground.api.runs import mine, token_of
from playground.experiments.sweeping import pruning
from playground.runs import halving, keeping, recipes, searching, sweep_reading, sweeps
from playground.runs.models import Sweep
from playground.runs.states import ENDED

PAGE_LENGTH = 50
MOST_DRAWS = 100_000  # what may be asked for; how many are allowed, the search itself says
desk = Desk(tags=[_("Sweeps")])


class Axes(Strict):
    axes: dict[str, str] = Field(
        description=_("Fields that vary, and the values of each: “0.01, 0.1”, “1e-4..1 log 20” or “~1e-4..1 log”.")
    )
    draws: int = Field(1, ge=1, le=MOST_DRAWS, description=_("How many to draw, where a text begins with ~."))


class Prune(Strict):
    """Successive halving: at a few epochs only the best part of the runs goes on."""

    factor: int = Field(description=_("One in so many goes on: 2 to 10."))
    epochs: int = Field(pruning.FIRST, description=_("The epoch of the first look; the next are each factor times later."))


class AskedSweep(Axes):
    spec: Recipe = Field({}, description=_("What differs from the default in all of them."))
    seed: Ordinal = Field(1, description=_("Of what is drawn."))
    prune: Prune | None = Field(None, description=_("End the worse runs early; null: all run to their end."))


class StartSweep(AskedSweep):
    title: str = ""
    start_token: Text = ""


class Quote(Schema):
    kind: str
    runs: int
    parameters: tuple[int, int] = Field(description=_("Of the smallest and of the largest network."))
    epochs: int = Field(description=_("Of all runs together."))
    seconds: float = Field(description=_("Of one trainer, an order of magnitude."))
    pruned_epochs: int | None = Field(description=_("About how many are left of the epochs where it prunes."))


class Axis(Schema):
    path: str
    text: str


class SweepFacts(Schema):
    id: str
    number: int
    title: str
    kind: str = Field(description=_("grid, random or seeds."))
    axes: list[Axis]
    draws: int
    seed: int
    parent: str | None
    prune: Prune | None
    versus: str | None = Field(description=_("The sweep of the same fields that this one searches the other way."))
    created_at: datetime
    states: dict[str, int] = Field(description=_("How many of its runs stand in which state."))
    runs: int
    unfinished: int = Field(description=_("How many have not ended; 0: all is there."))


class SweepsPage(Schema):
    sweeps: list[SweepFacts]
    following: int | None = Field(description=_("Send it as “before” for the next page."))


class SweepsAsked(Strict):
    before: Ordinal | None = Field(None, description=_("Number of the sweep after which the page begins."))


class Cell(Schema):
    place: int
    values: list[str] = Field(description=_("In the order of the axes."))
    run: str
    state: str
    epoch: int
    best_metric: Number | None
    last_metric: Number | None
    last_loss: Number | None
    pruned: bool = Field(description=_("It was ended early, not among the best."))


class Cells(Schema):
    axes: list[Axis]
    cells: list[Cell]


class OrderSweep(Strict):
    kind: Literal["pause", "resume", "stop"]


class Grown(Schema):
    runs: int = Field(description=_("How many came."))


def found(request: HttpRequest, sweep_id: str) -> Sweep:
    """The sweep, or the one answer that "not yours" and "not there" share."""
    try:
        return sweep_reading.get_sweep(request.owner, sweep_id)
    except Sweep.DoesNotExist:
        raise Http404 from None


@desk.offers("POST", "/sweeps/quotes", _("What a sweep would cost"), gives=Quote, note=_("Nothing is started."))
def quote_sweep(request, asked: AskedSweep):
    spec = recipes.parse(asked.spec)
    search, prune = searching.found(spec, _axes(asked), asked.draws, asked.seed), _prune(asked, spec)
    bill = search.bill
    told = {name: getattr(bill, name) for name in ("runs", "parameters", "epochs", "seconds")}
    left = halving.most_epochs(bill.runs, prune, spec.training.epochs) if prune else None
    return {"kind": search.kind, **told, "pruned_epochs": left}


@desk.offers(
    "POST",
    "/sweeps",
    _("Start a sweep"),
    gives=SweepFacts,
    status=201,
    starts=True,
    note=_("Its runs keep their records and no key frames until somebody opens one."),
)
def start_sweep(request, asked: StartSweep):
    spec, facts = recipes.parse(asked.spec), {"draws": asked.draws, "seed": asked.seed, "token": token_of(asked)}
    facts |= {"title": keeping.cleaned_title(asked.title), "halving": _prune(asked, spec)}
    return _told(sweeps.start(request.owner, spec, _axes(asked), **facts))


@desk.offers("GET", "/sweeps", _("A page of your sweeps, newest first"), gives=SweepsPage)
def list_sweeps(request, asked: Query[SweepsAsked]):
    mine = sweep_reading.sweeps_of(request.owner)
    page = list((mine if asked.before is None else mine.filter(number__lt=asked.before))[: PAGE_LENGTH + 1])
    shown = page[:PAGE_LENGTH]
    progress = sweep_reading.progress(shown)
    following = shown[-1].number if len(page) > PAGE_LENGTH else None
    return {"sweeps": [_facts(one, progress[one.id]) for one in shown], "following": following}


@desk.offers("GET", "/sweeps/{run:sweep_id}", _("One sweep, and how far it is"), gives=SweepFacts)
def get_sweep(request, sweep_id: str):
    return _told(found(request, sweep_id))


@desk.offers("GET", "/sweeps/{run:sweep_id}/cells", _("All runs of a sweep, with their values and results"), gives=Cells)
def get_cells(request, sweep_id: str):
    sweep = found(request, sweep_id)
    cells = [cell_facts(sweep, one) for one in sweep_reading.cells(sweep)]
    return {"axes": sweep.axes, "cells": cells}


def cell_facts(sweep: Sweep, cell: sweep_reading.Cell) -> dict:
    """A cell as `Cell` tells it."""
    facts = {name: getattr(cell, name) for name in ("place", "state", "epoch", "pruned")}
    results = {"best_metric": cell.best, "last_metric": cell.last, "last_loss": cell.loss}
    return facts | results | {"values": sweep.points[cell.place], "run": cell.id}


@desk.offers("POST", "/sweeps/{run:sweep_id}/commands", _("Pause, resume or stop a sweep"), gives=SweepFacts, status=202)
def command_sweep(request, sweep_id: str, asked: OrderSweep):
    sweep = found(request, sweep_id)
    sweeps.order(sweep, asked.kind)
    return _told(sweep)


@desk.offers(
    "POST",
    "/sweeps/{run:sweep_id}/growth",
    _("Give a sweep more values, or more draws"),
    gives=Grown,
    starts=True,
    note=_("Along the fields it has. What is there stays."),
)
def grow_sweep(request, sweep_id: str, asked: Axes):
    return {"runs": sweeps.extend(found(request, sweep_id), asked.axes, asked.draws)}


@desk.offers(
    "POST",
    "/sweeps/{run:sweep_id}/rival",
    _("Search the same fields the other way, on the same budget"),
    gives=SweepFacts,
    status=201,
    starts=True,
    note=_("A grid by drawing, draws as a grid. Asked twice, it is the same sweep."),
)
def start_rival(request, sweep_id: str):
    sweep = found(request, sweep_id)
    if sweep.kind == "seeds":
        words = gettext("Seeds have no order to be searched in: a rival is there for grids and draws.")
        raise errors.Refused(409, [errors.wrong(words)])
    return _told(sweeps.rival(sweep))


@desk.offers("DELETE", "/sweeps/{run:sweep_id}", _("Delete a sweep with all its runs, for good"), gives=None, status=204)
def delete_sweep(request, sweep_id: str):
    sweeps.delete(found(request, sweep_id))


@desk.offers(
    "POST", "/runs/{run:run_id}/seeds", _("Start a run's set-up from ten seeds"), gives=SweepFacts, status=201, starts=True
)
def start_seeds(request, run_id: str):
    run = mine(request, run_id)
    return _told(sweeps.ten_seeds(request.owner, run, token=token_of(StartSweep(axes={}))))


def _axes(asked: AskedSweep) -> dict[str, str]:
    """The texts, if each asks for several values. Raises errors.Refused."""
    if not asked.axes:
        words = gettext("Write several values into at least one field first: a list, a range or draws.")
        raise errors.Refused(422, [errors.wrong(words, "axes")])
    single = [(path, text) for path, text in asked.axes.items() if not searching.is_many(text)]
    if single:
        words = gettext("{field}: {value} is one value. Put it into the spec, or write a list, a range or draws.")
        said = [(words.format(field=path[:80], value=repr(text[:40])), f"axes.{path}", text) for path, text in single]
        raise errors.Refused(422, [errors.wrong(*one) for one in said])
    return asked.axes


def _prune(asked: AskedSweep, spec) -> dict | None:
    """How a sweep is to be pruned, judged as the page's form is. Raises errors.Refused."""
    if asked.prune is None:
        return None
    typed = {"prune": str(asked.prune.factor), "prune_epochs": str(asked.prune.epochs)}
    judged = pruning.read(typed, spec, "training.epochs" in asked.axes)
    if judged.problems:
        names = {"prune": "prune.factor", "prune_epochs": "prune.epochs"}
        said = [errors.wrong(words, names[name], int(typed[name])) for name, words in judged.problems.items()]
        raise errors.Refused(422, said)
    return judged.halving


def _told(sweep: Sweep) -> dict:
    return _facts(sweep, sweep_reading.progress([sweep])[sweep.id])


def _facts(sweep: Sweep, states) -> dict:
    names = ("id", "number", "title", "kind", "axes", "draws", "seed", "created_at")
    ended = sum(states[state] for state in ENDED)
    counted = {"states": dict(states), "runs": states.total(), "unfinished": states.total() - ended}
    kin = {"parent": sweep.parent_id, "versus": sweep.versus_id, "prune": sweep.halving}
    return {**{name: getattr(sweep, name) for name in names}, **kin, **counted}
