"""One page of an owner's runs: filtered, sorted, and cut by key, so that the two-hundredth page costs what the first does.

Every order ends with the run's number, newest first, so no two runs stand in the same place. Runs without the number they
are sorted by (no metric yet, or one that left the finite) stand last, whichever database answers: they are a stretch of
their own, asked for once the other has run out. A page is one or two questions, however many runs there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from playground.runs import folding, shares
from playground.runs.models import Run
from playground.runs.selectors import visible_to

UNREAD = ("spec", "schema", "frame_schema", "probe")  # large, and not on the list


class Sort(NamedTuple):
    """By which column; `gaps`: the column may be empty."""

    column: str
    descending: bool
    gaps: bool


SORTS = {
    "newest": Sort("created_at", True, False),
    "best": Sort("best_metric", True, True),
    "loss": Sort("last_loss", False, True),
    "longest": Sort("epoch", True, False),
}


class Place(NamedTuple):
    """Where a run stands in an order: the value it is sorted by (None: it has none) and its number."""

    value: float | int | datetime | None
    number: int


@dataclass(frozen=True)
class Wanted:
    """Which runs, in which order, and after or before which place. Empty text: any."""

    sort: str = "newest"
    state: str = ""
    dataset: str = ""
    optimizer: str = ""
    starred: bool = False
    archived: bool = False  # those, and no others; False: all others
    title: str = ""
    number: int | None = None  # also found where the title asked for names one: "7", "run 7"
    after: Place | None = None
    before: Place | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the archive is left out."""
        return bool(self.state or self.dataset or self.optimizer or self.starred or self.title)


class Page(NamedTuple):
    """Runs in order, and the places from which the pages on either side are asked for (None: there is none).

    Beside its columns each run carries `lr` (float or None), `edited` (list of edits), `picture` (a thumbnail's bytes or None)
    and `shared` (bool).
    """

    runs: list[Run]
    previous: Place | None
    following: Place | None


def page(owner: str, wanted: Wanted, length: int) -> Page:
    """At most `length` runs."""
    if wanted.before:
        found = _fetch(owner, wanted, length + 1)
        if len(found) > length:
            runs = found[1:]
            return Page(runs, place(runs[0], wanted.sort), place(runs[-1], wanted.sort))
        wanted = Wanted(**{**vars(wanted), "before": None})  # that was the first page: show all of it
    found = _fetch(owner, wanted, length + 1)
    runs = found[:length]
    previous = place(runs[0], wanted.sort) if runs and wanted.after else None
    return Page(runs, previous, place(runs[-1], wanted.sort) if len(found) > length else None)


def place(run: Run, sort: str) -> Place:
    """Where a run stands in an order."""
    return Place(getattr(run, SORTS[sort].column), run.number)


def chosen(owner: str, wanted: Wanted) -> QuerySet[Run]:
    """All runs the filters leave, in no order. Cells of sweeps are not among them, until somebody stars one."""
    runs = visible_to(owner).filter(listed=True, archived_at__isnull=not wanted.archived)
    for name in ("state", "dataset", "optimizer"):
        if getattr(wanted, name):
            runs = runs.filter(**{name: getattr(wanted, name)})
    if wanted.starred:
        runs = runs.filter(starred=True)
    if wanted.title:
        runs, named = titled(runs, wanted.title)
        runs = runs.filter(named if wanted.number is None else named | Q(number=wanted.number))
    return runs


def titled(runs: QuerySet[Run], words: str) -> tuple[QuerySet[Run], Q]:
    """The condition that a title holds these words, capitals or not, in every script; the runs it can be asked of.

    SQLite's own LIKE takes only A for a: there the connection brings Python's `lower` (folding.py).
    """
    if connection.vendor == "sqlite":
        folded = Func("title", function=folding.LOWER, output_field=TextField())
        return runs.alias(folded=folded), Q(folded__contains=words.lower())
    return runs, Q(title__icontains=words)


def has_any(owner: str) -> bool:
    """Whether this owner ever started a run, archived ones included."""
    return visible_to(owner).filter(listed=True).exists()


def stretches(owner: str, wanted: Wanted) -> list[QuerySet[Run]]:
    """The runs in order, as one or two questions; backwards where `before` is asked for."""
    sort, back = SORTS[wanted.sort], wanted.before is not None
    start = wanted.before or wanted.after
    runs = furnished(chosen(owner, wanted))
    with_value = runs.filter(**{f"{sort.column}__isnull": False}) if sort.gaps else runs
    with_value = with_value.order_by(*_order(sort.column, sort.descending, back), *_order("number", True, back))
    without = runs.filter(**{f"{sort.column}__isnull": True}).order_by(*_order("number", True, back)) if sort.gaps else None
    if start is None:
        return [with_value] if without is None else [with_value, without]
    number = Q(number__gt=start.number) if back else Q(number__lt=start.number)
    if start.value is None:
        rest = without.filter(number) if without is not None else with_value.none()
        return [rest, with_value] if back else [rest]
    column = f"{sort.column}__{'gt' if sort.descending == back else 'lt'}"
    # The column's own bound stands alone as well: with it the database starts reading in the middle of its index.
    bound = Q(**{f"{column}e": start.value})
    rest = with_value.filter(bound, Q(**{column: start.value}) | Q(number, **{sort.column: start.value}))
    return [rest] if back or without is None else [rest, without]


def _order(column: str, descending: bool, back: bool) -> list[str]:
    return [f"-{column}" if descending != back else column]


def furnished(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Runs with all that a row of a list says of them, and without what is large."""
    facts = {
        "lr": F("spec__optimizer__lr"),
        "edited": F("spec__edits"),
        "layers": F("spec__network__layers"),
        "faults": F("spec__faults"),
        "parent_number": F("parent__number"),
        "picture": F("thumbnail__data"),
    }
    return runs.defer(*UNREAD).annotate(**facts, shared=Exists(shares.open_links().filter(run=OuterRef("pk"))))


def _fetch(owner: str, wanted: Wanted, most: int) -> list[Run]:
    found: list[Run] = []
    for stretch in stretches(owner, wanted):
        if len(found) < most:
            found += stretch[: most - len(found)]
    return found[::-1] if wanted.before else found
