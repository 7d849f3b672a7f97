"""Runs: started, listed, commanded, forked, named, kept and deleted. What they recorded: records.py."""

import secrets
from dataclasses import fields
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Body, Query
from pydantic import TypeAdapter, WithJsonSchema

from playground.api import errors
from playground.api.door import Desk
from playground.api.run_shapes import ChangeRun, ForkRun, Line, Room, RunFacts, RunsAsked, RunsPage, StartRun, Thin, WholeRun
from playground.experiments import asked_runs
from playground.runs import forks, keeping, listing, orders, quota, recipes, selectors, services
from playground.runs.models import Run
from playground.training import line, thinning

PAGE_LENGTH = 50
desk = Desk(tags=[_("Runs")])


def mine(request: HttpRequest, run_id: str) -> Run:
    """The run, or the one answer that "not yours" and "not there" share."""
    try:
        return selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None


def token_of(asked) -> str:
    """The start token that was sent, else a new one."""
    return asked.start_token or secrets.token_urlsafe(16)


@desk.offers(
    "GET",
    "/runs",
    _("A page of your runs"),
    gives=RunsPage,
    note=_(
        "Filters and orders are those of the page /runs/: sort is newest, best, loss or longest; "
        "starred and archived are 1 or left out."
    ),
)
def list_runs(request, asked: Query[RunsAsked]):
    given = {name: value for name, value in asked.model_dump().items() if value}
    wanted, problems = asked_runs.read(given)
    if problems:
        raise errors.Refused(422, [errors.wrong(one, one.name, one.value) for one in problems])
    page = listing.page(request.owner, wanted, PAGE_LENGTH)
    places = {"previous": page.previous, "following": page.following}
    return {"runs": page.runs, **{name: place and asked_runs.spelled(place) for name, place in places.items()}}


@desk.offers("POST", "/runs", _("Start a run"), gives=WholeRun, status=201, starts=True)
def start_run(request, asked: StartRun):
    title = keeping.cleaned_title(asked.title)
    facts = {"speed": asked.speed, "paused": asked.paused, "title": title}
    return services.start_run(request.owner, recipes.parse(asked.spec), token=token_of(asked), **facts)


@desk.offers("GET", "/runs/{run:run_id}", _("One run, with its whole spec"), gives=WholeRun)
def get_run(request, run_id: str):
    return mine(request, run_id)


@desk.offers("PATCH", "/runs/{run:run_id}", _("Name, star or archive a run"), gives=WholeRun)
def change_run(request, run_id: str, asked: ChangeRun):
    run = mine(request, run_id)
    if asked.title is not None:
        keeping.rename(run, asked.title)
    for wanted, deeds in ((asked.starred, ("unstar", "star")), (asked.archived, ("restore", "archive"))):
        if wanted is not None:
            keeping.keep(request.owner, [run.id], deeds[wanted])
    return mine(request, run_id)


@desk.offers(
    "DELETE",
    "/runs/{run:run_id}",
    _("Delete a run for good"),
    gives=None,
    status=204,
    note=_("With its records, weights and links. A run of a sweep goes with its sweep."),
)
def delete_run(request, run_id: str):
    keeping.delete(mine(request, run_id))


def _schema_of_orders() -> dict:
    """What each command takes, from its own declaration."""
    kinds = []
    for name, order in orders.KINDS.items():
        schema = TypeAdapter(order).json_schema()
        taken = {field.name: schema["properties"][field.name] for field in fields(order)}
        required = ["kind", *schema.get("required", ())]
        kinds.append({"type": "object", "properties": {"kind": {"const": name}, **taken}, "required": required})
    return {"title": "Command", "oneOf": kinds}


Command = Annotated[dict[str, Any], WithJsonSchema(_schema_of_orders())]


@desk.offers(
    "POST",
    "/runs/{run:run_id}/commands",
    _("Pause, resume, step, stop, change or prolong a run"),
    gives=WholeRun,
    status=202,
    note=_("kind is pause, resume, stop, step, edit, speed or extend. A trainer obeys within a tenth of a second."),
)
def command_run(request, run_id: str, asked: Body[Command]):
    run, payload = mine(request, run_id), dict(asked)
    kind = payload.pop("kind", None)
    kind = kind if isinstance(kind, str) else recipes.written(kind)
    orders.parse(kind, payload)  # refuses a field called "run" too, before it is taken for the run
    services.command(run, kind, **payload)
    return mine(request, run_id)


@desk.offers(
    "POST",
    "/runs/{run:run_id}/forks",
    _("Fork a run"),
    gives=WholeRun,
    status=201,
    starts=True,
    note=_("A new run with this one's past up to an epoch, going on with other values or the same."),
)
def fork_run(request, run_id: str, asked: ForkRun):
    changes = {path: int(value) if value.is_integer() and abs(value) < 2**53 else value for path, value in asked.changes.items()}
    facts = {"token": token_of(asked), "paused": asked.paused, "speed": asked.speed}
    return forks.fork(request.owner, mine(request, run_id), asked.epoch, changes, **facts)


@desk.offers("GET", "/runs/{run:run_id}/forks", _("Runs taken from this one, newest first"), gives=list[RunFacts])
def list_forks(request, run_id: str):
    return selectors.forks_of(mine(request, run_id))


@desk.offers(
    "GET",
    "/runs/{run:run_id}/line",
    _("Where a waiting run stands"),
    gives=Line,
    note=_("Whether anybody trains at all, how many runs are before it, and for about how long."),
)
def get_line(request, run_id: str):
    standing = line.standing(mine(request, run_id))
    place = {"before": standing.before, "seconds": standing.seconds} if standing else {"before": None, "seconds": None}
    return {"training": line.anybody_trains(), **place}


@desk.offers(
    "GET",
    "/runs/{run:run_id}/thumbnail",
    _("A run's picture in the list, about 700 bytes"),
    gives=bytes,
    note=_("Map and curves as playground/runs/thumbnails.py lays them out. Until a trainer has drawn it: 404."),
)
def get_thumbnail(request, run_id: str):
    drawn = selectors.thumbnail(mine(request, run_id))
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="application/octet-stream")


@desk.offers("GET", "/room", _("How much you hold, and how much you may"), gives=Room)
def get_room(request):
    held = quota.parts(request.owner)
    return {"used": sum(held.values()), "parts": held, "limit": quota.limit() or None}


@desk.offers(
    "POST",
    "/runs/{run:run_id}/thinning",
    _("Drop what can be trained again"),
    gives=WholeRun,
    note=_("A task of the kind recompute puts it back, bit for bit. A run that could not be repeated keeps all it has."),
)
def thin_run(request, run_id: str, asked: Thin):
    run = mine(request, run_id)
    if thinning.LEVELS.index(asked.to) > thinning.LEVELS.index(run.detail_level):
        thinning.thin(run, asked.to)
    return mine(request, run_id)
