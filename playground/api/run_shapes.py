"""What the API says of a run, and what it takes to start one."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from playground.api.numbers import Facts, Number, Ordinal, Recipe, Text
from playground.experiments import asked_runs
from playground.runs.models import Run


class Strict(Schema):
    """What is sent: a field nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class RunFacts(Schema):
    id: str
    number: int = Field(description=_("What you call it: 1, 2, 3…"))
    title: str
    state: str = Field(description=_("waiting, training, paused, finished, diverged, stopped or failed."))
    detail: Facts = Field(description=_("Why it stands there."))
    epoch: int = Field(description=_("Epochs done."))
    epochs: int = Field(description=_("Epochs planned."))
    step: int
    seq: int = Field(description=_("How many records there are; the ordinal of the next one."))
    attempt: int
    speed: float = Field(description=_("Epochs per second it aims at; 0: as fast as it goes."))
    seed: int
    optimizer: str
    dataset: str
    best_metric: Number | None = Field(description=_("Accuracy or R² on the test points, at its best."))
    last_metric: Number | None
    last_loss: Number | None = Field(description=_("Loss on the test points."))
    starred: bool
    archived: bool
    detail_level: str = Field(description=_("What is stored: full, curve (records) or result (neither records nor key frames)."))
    bytes: int = Field(description=_("What it stores: records, key frames, checkpoints, its picture in lists."))
    parent: str | None = Field(description=_("The run it was forked or changed from."))
    parent_epoch: int | None
    sweep: str | None
    place: int | None = Field(description=_("Which of its sweep's points."))
    created_at: datetime

    @staticmethod
    def resolve_archived(run: Run) -> bool:
        return run.archived_at is not None

    @staticmethod
    def resolve_parent(run: Run) -> str | None:
        return run.parent_id

    @staticmethod
    def resolve_sweep(run: Run) -> str | None:
        return run.sweep_id


class WholeRun(RunFacts):
    spec: Recipe
    columns: list[str] = Field(description=_("What each record holds."))
    sections: list[str] = Field(description=_("What each key frame holds."))

    @staticmethod
    def resolve_columns(run: Run) -> list[str]:
        return [column[0] for column in run.schema.get("columns", ())]

    @staticmethod
    def resolve_sections(run: Run) -> list[str]:
        return [section[0] for section in run.frame_schema.get("columns", ())]


class RunsPage(Schema):
    runs: list[RunFacts]
    previous: str | None = Field(description=_("Send it as “before” for the page before."))
    following: str | None = Field(description=_("Send it as “after” for the next page."))


# The names and their meaning are those of the page /runs/, which also judges their values.
RunsAsked = create_model("RunsAsked", __base__=Strict, **{name: (str, "") for name in asked_runs.NAMES})


class StartRun(Strict):
    spec: Recipe = Field({}, description=_("What differs from the default; everything else is filled in."))
    title: str = ""
    speed: float = Field(0, description=_("Epochs per second; 0: as fast as it goes."))
    paused: bool = Field(False, description=_("Record epoch 0 and wait."))
    start_token: Text = Field("", description=_("A text of your own: the same start sent twice with it is one start."))


class ForkRun(Strict):
    epoch: Ordinal = Field(description=_("The last epoch it shares with its parent."))
    changes: dict[str, float] = Field(
        {}, description=_("Values from there on, by path: optimizer.lr, weights.1.0.2, training.epochs.")
    )
    speed: float | None = None
    paused: bool = False
    start_token: Text = ""


class ChangeRun(Strict):
    title: str | None = None
    starred: bool | None = None
    archived: bool | None = None


class RecordsAsked(Strict):
    begin: Ordinal = Field(0, alias="from", description=_("Ordinal of the first record wanted."))
    to: Ordinal | None = Field(None, description=_("Ordinal of the last."))
    columns: str = Field("", description=_("Names with commas between; empty: all."))


class Records(Schema):
    attempt: int
    first: int = Field(description=_("Ordinal of the first record of this answer."))
    following: int | None = Field(description=_("Send it as “from” for the next answer."))
    columns: dict[str, list[Number]]


class BytesAsked(Strict):
    begin: Ordinal = Field(0, alias="from")
    to: Ordinal | None = None
    attempt: Ordinal | None = None


class FrameAsked(Strict):
    epoch: Ordinal | None = Field(None, description=_("The newest key frame at or before it; left out: the newest of all."))


class Frame(Schema):
    epoch: int
    seq: int
    sections: Facts = Field(description=_("Arrays as nested lists, by name."))


class Thin(Strict):
    to: Literal["curve", "result"] = Field(description=_("curve keeps the records, result not even those."))


class Room(Schema):
    used: int = Field(description=_("Bytes that you hold."))
    parts: dict[str, int] = Field(description=_("Of them runs, maps, tables, results of tasks and pictures of links."))
    limit: int | None = Field(description=_("Bytes you may hold; null: no limit."))


class Line(Schema):
    training: bool = Field(description=_("Whether anybody trains."))
    before: int | None = Field(description=_("Runs that come first; null where it does not wait."))
    seconds: int | None = Field(description=_("Until a place is free; null where nobody can know."))
