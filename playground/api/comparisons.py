"""Runs beside each other: in what their set-ups differ, and whether groups of them differ by more than the seeds' noise."""

from django.http import Http404
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Number
from playground.api.run_shapes import Strict
from playground.compare import asked as page
from playground.compare import facts, groups
from playground.compare.table import table
from playground.runs import seen

KEYS = Field(max_length=page.MOST_RUNS, description=_("Once for each run: ids of your runs, or “s:” and the token of a link."))
desk = Desk(tags=[_("Comparisons")])


class ComparisonAsked(Strict):
    run: list[str] = KEYS
    base: str = Field("", max_length=24, description=_("The run the others are compared with; left out: the first."))
    every: bool = Field(False, description=_("Also the settings that are the same in all."))
    column: str = Field(page.LOSS, max_length=60, description=_("What groups are compared by: a column of the records."))
    group: str = Field(
        "", max_length=80, description=_("A setting such as optimizer.lr, or “settings”: everything but the seeds.")
    )


class ComparedRun(Schema):
    key: str
    name: str
    state: str
    epoch: int
    seq: int
    recipe: str = Field(description=_("The same for runs that differ in their seeds alone."))
    last: Number | None = Field(description=_("The column's value in its last record."))


class SettingCell(Schema):
    value: str | None = Field(description=_("Null where its set-up has no such setting."))
    words: str
    changed: bool = Field(description=_("Whether it differs from the base."))


class Setting(Schema):
    key: str
    label: str
    differs: bool
    cells: list[SettingCell] = Field(description=_("One a run, in their order."))


class GroupFacts(Schema):
    name: str
    places: list[int] = Field(description=_("Which of the runs, from 0."))
    values: list[Number] = Field(description=_("What they came to."))
    broken: int = Field(description=_("How many did not end in a finite number and are left out."))
    mean: Number
    deviation: Number = Field(description=_("Standard deviation of the sample."))
    half: Number = Field(description=_("Half the width of the mean's 95 % interval, Student's t."))
    p: Number = Field(description=_("Welch's t-test against the group measured by."))


class Comparison(Schema):
    runs: list[ComparedRun]
    unknown: list[str] = Field(description=_("Keys that open nothing."))
    settings: list[Setting]
    groups: list[GroupFacts] = Field(description=_("Empty where no grouping is asked for."))
    verdict: str = Field(description=_("Whether the difference exceeds the seeds' noise, in a sentence."))


@desk.offers("GET", "/comparison", _("Compare runs: settings that differ, groups and a verdict"), gives=Comparison)
def compare_runs(request, asked: Query[ComparisonAsked]):
    compared, unknown = seen.find(request.owner, list(dict.fromkeys(asked.run)))
    if not compared:
        raise Http404
    rows = table(compared, asked.base, asked.every)
    told = facts.page(compared, [row for row in rows if row["differs"]])
    _check(compared, told, asked)
    lasts = [groups.last(one.run, asked.column) for one in compared]
    runs = [
        {name: said[name] for name in ("key", "name", "recipe")}
        | {"state": one.run.state, "epoch": one.run.epoch, "seq": one.run.seq, "last": last}
        for one, said, last in zip(compared, told["runs"], lasts, strict=True)
    ]
    found, words = [], ""
    if asked.group:
        pinned = next((place for place, one in enumerate(compared) if one.key == asked.base), None)
        found = groups.groups_of(told, asked.group, lasts)
        words = groups.judged(found, asked.column, pinned)
    return {"runs": runs, "unknown": unknown, "settings": rows, "groups": [vars(one) for one in found], "verdict": words}


def _check(compared: list[seen.Compared], told: dict, asked: ComparisonAsked) -> None:
    """A column that no run records, a setting in which none differs, a base that is not among them: refused in words."""
    columns = list(dict.fromkeys(column[0] for one in compared for column in one.run.schema["columns"]))
    known = {"column": columns, "group": ["", page.SETTINGS, *told["labels"]], "base": ["", *(one.key for one in compared)]}
    for name, there in known.items():
        value = getattr(asked, name)
        if value not in there:
            said = errors.none_of(name, value, [one for one in there if one])
            raise errors.Refused(422, [errors.wrong(said, name, value)])
