"""Trainability maps: started, read tile by tile, looked into, ended; a cell becomes a run."""

from datetime import datetime
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Number, Ordinal, Recipe, Text
from playground.api.run_shapes import Strict, WholeRun
from playground.api.runs import token_of
from playground.experiments.mapping import picture
from playground.runs import maps, recipes
from playground.runs.models import Grid
from playground.training import mapping

PAGE_LENGTH = 50
desk = Desk(tags=[_("Trainability")])


class Stretch(Strict):
    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)


class Span(Stretch):
    path: str = Field(max_length=80, description=_("A field that varies: optimizer.lr, optimizer.momentum, regularization.l2…"))
    log: bool = Field(False, description=_("Whether equal steps are equal factors."))


class StartMap(Strict):
    spec: Recipe = Field({}, description=_("What differs from the default in all of them."))
    x: Span
    y: Span
    side: Literal[maps.SIDES] = Field(maps.SIDES[0], description=_("Cells in a row, and rows."))
    start_token: Text = ""


class Zoom(Strict):
    x: Stretch
    y: Stretch
    side: Literal[maps.SIDES] | None = Field(None, description=_("Left out: as many as the map has."))
    start_token: Text = ""


class MapFacts(Schema):
    id: str
    number: int
    x: Span
    y: Span
    side: int
    cells: int
    done: int = Field(description=_("How many cells are there; all of them: the map is complete."))
    parent: str | None = Field(description=_("The map it looks into."))
    stopped: bool
    created_at: datetime


class WholeMap(MapFacts):
    spec: Recipe
    tiles: int = Field(description=_("How many tiles it is cut into: GET …/tiles/0 and on."))
    counts: dict[str, int] = Field(description=_("converged, not, diverged, and left: still to come."))
    going: bool = Field(description=_("Whether trainers are at it."))
    failed: str = Field(description=_("Why a part of it could not be done; empty where nothing failed."))
    finer: list[str] = Field(description=_("Maps that look into this one."))


class MapsPage(Schema):
    maps: list[MapFacts]
    following: int | None = Field(description=_("Send it as “before” for the next page."))


class MapsAsked(Strict):
    before: Ordinal | None = Field(None, description=_("Number of the map after which the page begins."))


class TileFacts(Schema):
    place: int
    x: list[str] = Field(description=_("The values across, from the lowest."))
    y: list[str] = Field(description=_("The values up, from the lowest."))
    outcomes: list[str] = Field(
        description=_("converged, not, diverged or empty; in rows from the lowest y, each from the lowest x.")
    )
    epochs: list[int] = Field(description=_("When the training loss was first half of its beginning, or when it diverged."))
    train_losses: list[Number]
    test_losses: list[Number]


class OrderMap(Strict):
    kind: Literal["stop"]


class OpenCell(Strict):
    column: Ordinal = Field(description=_("From 0, the lowest x."))
    row: Ordinal = Field(description=_("From 0, the lowest y."))


def found(request: HttpRequest, grid_id: str) -> Grid:
    """The map, or the one answer that "not yours" and "not there" share."""
    try:
        return maps.get_grid(request.owner, grid_id)
    except Grid.DoesNotExist:
        raise Http404 from None


@desk.offers("POST", "/maps", _("Start a trainability map"), gives=WholeMap, status=201, starts=True)
def start_map(request, asked: StartMap):
    spans = asked.x.model_dump(), asked.y.model_dump()
    return _told(mapping.start(request.owner, recipes.parse(asked.spec), *spans, asked.side, token=token_of(asked)))


@desk.offers("GET", "/maps", _("A page of your maps, newest first"), gives=MapsPage)
def list_maps(request, asked: Query[MapsAsked]):
    mine = maps.grids_of(request.owner)
    page = list((mine if asked.before is None else mine.filter(number__lt=asked.before))[: PAGE_LENGTH + 1])
    following = page[PAGE_LENGTH - 1].number if len(page) > PAGE_LENGTH else None
    return {"maps": [_facts(one, one.done or 0) for one in page[:PAGE_LENGTH]], "following": following}


@desk.offers("GET", "/maps/{run:grid_id}", _("One map, and how far it is"), gives=WholeMap)
def get_map(request, grid_id: str):
    return _told(found(request, grid_id))


@desk.offers(
    "GET",
    "/maps/{run:grid_id}/tiles/{int:place}",
    _("What became of the cells of one tile"),
    gives=TileFacts,
    note=_("Tiles lie in rows of four from the lowest y, each from the lowest x."),
)
def get_tile(request, grid_id: str, place: int):
    grid = found(request, grid_id)
    if place >= maps.ACROSS**2:
        raise Http404
    across, up = maps.stretch(grid, place)
    return {"place": place, "x": list(across), "y": list(up), **maps.columns_of(grid, place)}


@desk.offers("GET", "/maps/{run:grid_id}/picture", _("The map as PNG, a pixel a cell"), gives=bytes)
def get_map_picture(request, grid_id: str):
    grid = found(request, grid_id)
    return HttpResponse(picture.png(grid, maps.outcomes(grid)), content_type="application/octet-stream")


@desk.offers(
    "POST",
    "/maps/{run:grid_id}/finer",
    _("Start a finer map of a part of this one"),
    gives=WholeMap,
    status=201,
    starts=True,
)
def zoom_map(request, grid_id: str, asked: Zoom):
    grid = found(request, grid_id)
    x, y = grid.x | asked.x.model_dump(), grid.y | asked.y.model_dump()
    facts = {"token": token_of(asked), "parent": grid}
    return _told(mapping.start(request.owner, recipes.parse(grid.spec), x, y, asked.side or grid.side, **facts))


@desk.offers("POST", "/maps/{run:grid_id}/runs", _("Make a run of one cell"), gives=WholeRun, status=201, starts=True)
def open_map_cell(request, grid_id: str, asked: OpenCell):
    grid = found(request, grid_id)
    for name, value in asked.model_dump().items():
        if value >= grid.side:
            words = gettext("{field}: {value} is not a whole number from 0 to {most}.")
            said = words.format(field=name, value=value, most=grid.side - 1)
            raise errors.Refused(422, [errors.wrong(said, name, value)])
    return maps.open_cell(grid, asked.column, asked.row)


@desk.offers("POST", "/maps/{run:grid_id}/commands", _("Stop a map: what is there stays"), gives=WholeMap, status=202)
def command_map(request, grid_id: str, asked: OrderMap):
    grid = found(request, grid_id)
    mapping.stop(grid)
    return _told(found(request, grid_id))


@desk.offers("DELETE", "/maps/{run:grid_id}", _("Delete a map; runs made of its cells stay"), gives=None, status=204)
def delete_map(request, grid_id: str):
    mapping.delete(found(request, grid_id))


def _facts(grid: Grid, done: int) -> dict:
    names = ("id", "number", "x", "y", "side", "stopped", "created_at")
    return {name: getattr(grid, name) for name in names} | {"parent": grid.parent_id, "cells": grid.side**2, "done": done}


def _told(grid: Grid) -> dict:
    counts = maps.counts(maps.outcomes(grid))
    facts = _facts(grid, grid.side**2 - counts["left"]) | {"spec": grid.spec, "tiles": maps.ACROSS**2, "counts": counts}
    finer = list(grid.finer.order_by("number").values_list("id", flat=True))
    return facts | {"going": mapping.is_going(grid), "failed": mapping.failed(grid), "finer": finer}
