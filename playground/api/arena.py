"""The arena: optimizers on a surface of two numbers, and runs on one plane through weight space. A race is a task."""

from typing import Any, Literal

from django.http import Http404
from django.utils.translation import gettext_noop as _
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Facts, Number, Ordinal, Text
from playground.api.run_shapes import Strict, WholeRun
from playground.api.runs import mine, token_of
from playground.api.tasks import TaskFacts, found
from playground.arena import racing
from playground.runs import arenas, recipes, seen, selectors
from playground.runs.models import Task
from playground.runs.states import State
from playground.training import tasks
from playground.training.kinds import arena as race_kind
from playground.training.kinds import trails as trails_kind

desk = Desk(tags=[_("Arena")])


class StartArena(Strict):
    arena: dict[str, Any] = Field(
        {},
        description=_(
            "surface, x, y, steps, noise, seed and racers, each with its name and fields, as GET /specs/described tells. "
            "What is left out is as on the page."
        ),
    )


class AskTrails(Strict):
    runs: list[str] = Field(max_length=40, description=_("Ids of your runs, or “s:” and the token of a link."))
    plane: Literal[trails_kind.PLANES] = trails_kind.PLANES[0]
    seed: Ordinal = Field(0, description=_("Of random directions."))
    first: Ordinal = Field(0, description=_("The parameter along x of the plane “weights”."))
    second: Ordinal = Field(1, description=_("The one along y."))


class StartRivals(Strict):
    rivals: dict[str, float | None] = Field(description=_("Optimizers by name, and the rate of each; null: its own."))
    start_token: Text = ""


class Race(TaskFacts):
    told: Facts = Field(description=_("The window, the lowest value, and of each racer its end, its loss and when it arrived."))
    heights: list[list[Number]] = Field(
        description=_("The surface on the window, in rows from the top; empty until it is finished.")
    )
    paths: dict[str, list[Number]] = Field(
        description=_("By column: “0.x” is where the first racer stands at each step, “0.loss” its loss, and so on.")
    )


@desk.offers("POST", "/arena/races", _("Race optimizers on a surface"), gives=TaskFacts, status=202, starts=True)
def start_arena(request, asked: StartArena):
    try:
        arena = arenas.of_json(asked.arena)
    except recipes.refusal() as refused:
        wrong = [errors.wrong(one.message, f"arena.{one.path}" if one.path else "arena", one.value) for one in refused.problems]
        raise errors.Refused(422, wrong) from None
    return tasks.once(request.owner, "arena", fields=arenas.shortest(arena))


@desk.offers("GET", "/arena/races/{run:task_id}", _("A race: its ground and every step of every racer"), gives=Race)
def get_arena_race(request, task_id: str):
    return _told(found(request, task_id, "arena"))


@desk.offers(
    "POST",
    "/arena/trails",
    _("Lay the paths of runs on one map of the loss"),
    gives=TaskFacts,
    status=202,
    starts=True,
    note=_("They share data, network and loss. Planes: where the paths spread most, two random directions, two parameters."),
)
def ask_trails(request, asked: AskTrails):
    given = asked.model_dump() | {name: str(getattr(asked, name)) for name in ("seed", "first", "second")}
    return tasks.once(request.owner, "trails", **given)


@desk.offers("GET", "/arena/trails/{run:task_id}", _("The map of the loss with the paths on it"), gives=Race)
def get_trails(request, task_id: str):
    task = found(request, task_id, "trails")
    if task.state == State.FINISHED and seen.again(task.input["runs"]) is None:  # deleted, or its link was withdrawn
        raise Http404
    return _told(task)


@desk.offers(
    "POST",
    "/runs/{run:run_id}/rivals",
    _("Race a run with other optimizers, from the same weights and batches"),
    gives=list[WholeRun],
    status=201,
    starts=True,
)
def start_rivals(request, run_id: str, asked: StartRivals):
    chosen = {name: "" if rate is None else repr(rate) for name, rate in asked.rivals.items()}
    try:
        started = racing.start(request.owner, mine(request, run_id), chosen, token_of(asked))
    except racing.RaceRefused as refused:
        raise errors.Refused(409, [errors.wrong(str(refused), "rivals")]) from None
    return [selectors.get_run(request.owner, one.id) for one in started]


def _told(task: Task) -> dict:
    facts = {name: getattr(task, name) for name in TaskFacts.model_fields}
    if task.state != State.FINISHED:
        return facts | {"told": {}, "heights": [], "paths": {}}
    told, data = race_kind.unpacked(bytes(task.result))
    shown = {name: value for name, value in told.items() if name not in ("ground", "walked")}
    return facts | {"told": shown} | arenas.paths_of(told, data)
