"""Runs of others: those listed for everybody, and whichever a link leads to. To look at, and to make a copy of."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field, create_model

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Facts, Number, Ordinal, Recipe
from playground.api.records import frame_of, records_of, same_attempt
from playground.api.run_shapes import BytesAsked, Frame, FrameAsked, Records, RecordsAsked, Strict, WholeRun
from playground.api.tasks import Done, known_kind, told
from playground.experiments import run_rows
from playground.live import views as stored
from playground.runs import exploring, pictures, recipes, selectors, shares, tables
from playground.runs.models import Run, Share
from playground.runs.states import State
from playground.sharing import cards, links, wishes
from playground.sharing.copies import copied

PAGE_LENGTH = 48
desk = Desk(tags=[_("Shared")])


class SharedFacts(Schema):
    """What a link tells of a run: nothing of whose it is but the name they chose to show."""

    title: str
    by: str = Field(description=_("The owner's name, where they show it."))
    state: str
    epoch: int
    epochs: int
    step: int
    seq: int
    attempt: int
    seed: int
    optimizer: str
    dataset: str
    best_metric: Number | None
    last_metric: Number | None
    last_loss: Number | None
    created_at: datetime


class Listed(SharedFacts):
    token: str = Field(description=_("Of its link: GET /shared/{token} and on."))
    address: str = Field(description=_("The link itself."))
    listed_at: datetime
    data: str = Field(description=_("The data set in words."))
    network: str = Field(description=_("Hidden layers in words."))
    thumbnail: str | None = Field(description=_("Address of its picture in the list; null until one is drawn."))


class SharedRun(SharedFacts):
    spec: Recipe
    detail: Facts
    columns: list[str]
    sections: list[str]


class ListedPage(Schema):
    runs: list[Listed]
    following: str | None = Field(description=_("Send it as “after” for the next page."))


class CopyShared(Strict):
    epoch: Ordinal = Field(0, description=_("The epoch at which your copy waits."))
    speed: float = Field(30, description=_("Epochs per second; 0: as fast as it goes."))


# The names and their meaning are those of the page /explore/, which also judges their values.
ExploreAsked = create_model("ExploreAsked", __base__=Strict, **{name: (str, "") for name in wishes.NAMES})


def opened(token: str) -> Share:
    """The link of a token; unknown, withdrawn and run out are one answer."""
    share = shares.find(token)
    if share is None:
        raise Http404
    tables.opened(share.run)
    return share


@desk.offers(
    "GET",
    "/explore",
    _("A page of the runs listed for everybody"),
    gives=ListedPage,
    note=_("Filters and orders are those of the page /explore/: sort is newest, best or loss; score is the least best metric."),
)
def explore(request, asked: Query[ExploreAsked]):
    wanted, problems = wishes.read({name: value for name, value in asked.model_dump().items() if value})
    if problems:
        raise errors.Refused(422, [errors.wrong(words) for words in problems])
    page = exploring.page(wanted, PAGE_LENGTH)
    return {
        "runs": [_listed(request, *one) for one in page.shown],
        "following": page.following and wishes.spelled(page.following),
    }


def _listed(request, link: Share, run: Run) -> dict:
    row = run_rows.row(run)
    more = {"token": link.listed_token, "address": links.page(request, link.listed_token), "listed_at": link.created_at}
    picture = links.api(request, f"shared/{link.listed_token}/thumbnail") if run.picture else None
    return _facts(run, link) | more | {"data": row["data"], "network": row["network"], "thumbnail": picture}


def _facts(run: Run, link: Share) -> dict:
    return {name: getattr(run, name) for name in SharedFacts.model_fields if name != "by"} | {"by": link.name}


@desk.offers("GET", "/shared/{token}", _("The run behind a link, with its whole spec"), gives=SharedRun)
def get_shared(request, token: str):
    share = opened(token)
    run = share.run
    columns = {"columns": WholeRun.resolve_columns(run), "sections": WholeRun.resolve_sections(run)}
    return _facts(run, share) | {"spec": run.spec, "detail": run.detail, **columns}


@desk.offers("GET", "/shared/{token}/points", _("Its points, its layers and its first weights"), gives=Facts)
def get_shared_points(request, token: str):
    return pictures.picture(recipes.parse(opened(token).run.spec))


@desk.offers("GET", "/shared/{token}/records", _("Its records as JSON, by column"), gives=Records)
def get_shared_records(request, token: str, asked: Query[RecordsAsked]):
    return records_of(opened(token).run, asked)


@desk.offers("GET", "/shared/{token}/frame", _("One of its key frames as JSON"), gives=Frame)
def get_shared_frame(request, token: str, asked: Query[FrameAsked]):
    return frame_of(opened(token).run, asked)


@desk.offers("GET", "/shared/{token}/chunks", _("Its records as the bytes that are stored"), gives=bytes)
def get_shared_chunks(request, token: str, asked: Query[BytesAsked]):
    return stored.records_of(request, same_attempt(opened(token).run, asked.attempt))


@desk.offers("GET", "/shared/{token}/frames", _("Its key frames as the bytes that are stored"), gives=bytes)
def get_shared_frames(request, token: str, asked: Query[BytesAsked]):
    return stored.frames_of(request, same_attempt(opened(token).run, asked.attempt))


@desk.offers("GET", "/shared/{token}/seconds", _("Seconds of training of each of its epochs, float32"), gives=bytes)
def get_shared_seconds(request, token: str):
    return stored.seconds_of(request, opened(token).run)


@desk.offers(
    "GET",
    "/shared/{token}/tasks/{kind}",
    _("What its owner had found out about it, newest first"),
    gives=list[Done],
    note=_("Whoever has the link starts nothing."),
)
def list_shared_tasks(request, token: str, kind: str):
    run = opened(token).run
    known_kind(kind)
    return [told(one) for one in selectors.tasks_of(run.id, kind).filter(state=State.FINISHED)[:5]]


@desk.offers("GET", "/shared/{token}/card", _("Its picture as chat apps show it, PNG"), gives=bytes)
def get_shared_card(request, token: str):
    share = opened(token)
    cards.ask(share)
    return HttpResponse(shares.card(share) or cards.plain(), content_type="application/octet-stream")


@desk.offers(
    "GET",
    "/shared/{token}/thumbnail",
    _("Its picture in the list of Explore, about 700 bytes"),
    gives=bytes,
    note=_("Map and curves as playground/runs/thumbnails.py lays them out. Until a trainer has drawn it: 404."),
)
def get_shared_thumbnail(request, token: str):
    drawn = selectors.thumbnail(opened(token).run)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="application/octet-stream")


@desk.offers(
    "POST",
    "/shared/{token}/copies",
    _("Make it yours: a copy that waits at one of its epochs"),
    gives=WholeRun,
    status=201,
    starts=True,
    note=_("A run that has ended has nothing after its last epoch: a copy of that waits at epoch 0."),
)
def copy_shared(request, token: str, asked: CopyShared):
    return copied(request.owner, opened(token), asked.epoch, asked.speed)
