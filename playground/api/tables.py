"""Tables of one's own, to train on: brought as CSV, listed, read."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.run_shapes import Strict
from playground.bodies import MOST
from playground.runs import tables
from playground.runs.owners import BY_TOKEN

desk = Desk(tags=[_("Tables")])
AT_ONCE = 1000  # rows of one answer
PART = 64 * 1024
LARGEST = MOST[f"{BY_TOKEN}tables"]


class Held(Schema):
    digest: str = Field(description=_("What a spec names it by: data.name upload, data.digest this."))
    title: str
    bytes: int
    created_at: datetime


class TableColumn(Schema):
    number: int = Field(description=_("From 1, as a spec's data.input_columns and data.target_column count them."))
    name: str
    numeric: bool
    values: int = Field(description=_("How many different ones."))
    role: str = Field(description=_("input, target or ignore: what would be guessed."))


class TableFacts(Schema):
    digest: str
    title: str
    rows: int
    columns: list[TableColumn]
    target_as: str | None = Field(description=_("classes or number; null where it has no input and target."))
    first: int = Field(description=_("Number of the first row of this answer, from 0."))
    cells: list[list[str]] = Field(description=_("Rows, at most 1,000 an answer."))


class UploadAsked(Strict):
    title: str = Field("", max_length=200, description=_("The file's name."))


class TableAsked(Strict):
    first: int = Field(0, ge=0, le=10**6, description=_("Row from which to read."))


@desk.offers("GET", "/tables", _("Your tables, newest first"), gives=list[Held])
def list_tables(request):
    return tables.held(request.owner)


@desk.offers(
    "POST",
    "/tables",
    _("Bring a table: the body is the CSV file itself"),
    gives=TableFacts,
    status=201,
    starts=True,
    takes=bytes,
    note=_("At most 1 MiB, 20,000 rows, 20 columns. The same table again is found."),
)
def upload_table(request, asked: Query[UploadAsked]):
    if getattr(request, "scope", {}).get("cut_off"):
        words = gettext("The file is larger than {most} MiB, the most that is taken.")
        raise errors.Refused(413, [errors.wrong(words.format(most=LARGEST // 2**20))])
    try:
        table = tables.read(iter(lambda: request.read(PART), b""))
        digest = tables.store(request.owner, table, asked.title)
    except tables.TableRefused as refused:
        raise errors.Refused(422, [errors.wrong(str(refused))]) from None
    return _told(request.owner, digest, table, 0)


@desk.offers(
    "GET",
    "/tables/{digest}",
    _("One table: its columns and rows"),
    gives=TableFacts,
    note=_("“example” is the one that is there."),
)
def get_table(request, digest: str, asked: Query[TableAsked]):
    table = tables.example() if digest == "example" else tables.find(digest)
    if table is None:
        raise Http404
    return _told(request.owner, table.digest, table, asked.first)


def _told(owner: str, digest: str, table, first: int) -> dict:
    guess = tables.guessed(table)
    roles = {} if guess is None else {guess.target: "target"} | dict.fromkeys(guess.inputs, "input")
    columns = [
        {
            "number": number,
            "name": one.name,
            "numeric": one.numeric,
            "values": len(one.values),
            "role": roles.get(number, "ignore"),
        }
        for number, one in enumerate(table.columns, start=1)
    ]
    cells = [[one.cell(row) for one in table.columns] for row in range(first, min(first + AT_ONCE, table.rows))]
    facts = {"digest": digest, "title": tables.title_of(owner, digest), "rows": table.rows, "columns": columns}
    return facts | {"target_as": guess.target_as if guess else None, "first": first, "cells": cells}
