"""The runs that everybody may see: one page of those listed, filtered and sorted, each by the link that shows it.

Like `listing`, cut by key: the two-hundredth page costs what the first does. Every order ends with the link's hash. Runs without
a score stand last, a stretch of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from playground.runs import listing, shares
from playground.runs.models import Run, Share


class Sort(NamedTuple):
    """By which column of the link or its run; `gaps`: it may be empty."""

    column: str
    descending: bool
    gaps: bool


SORTS = {
    "newest": Sort("created_at", True, False),
    "best": Sort("run__best_metric", True, True),
    "loss": Sort("run__last_loss", False, True),
}


class Place(NamedTuple):
    """After which link a page begins: the value it is sorted by (None: it has none) and its hash."""

    value: float | datetime | None
    token_hash: str


@dataclass(frozen=True)
class Wanted:
    """Which runs, in which order, and after which place. Empty text: any. `score`: the least best metric."""

    sort: str = "newest"
    dataset: str = ""
    optimizer: str = ""
    score: float | None = None
    after: Place | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.dataset or self.optimizer or self.score is not None)


class Page(NamedTuple):
    """(link, run) pairs in order, the runs furnished as `listing.page` does; the place from which the next page is asked for."""

    shown: list[tuple[Share, Run]]
    following: Place | None


def page(wanted: Wanted, length: int) -> Page:
    """At most `length` runs, by two or three questions."""
    found: list[Share] = []
    for stretch in _stretches(wanted):
        if len(found) <= length:
            found += stretch[: length + 1 - len(found)]
    links = found[:length]
    runs = {run.id: run for run in listing.furnished(Run.objects.filter(id__in=[one.run_id for one in links]))}
    shown = [(one, runs[one.run_id]) for one in links if one.run_id in runs]
    return Page(shown, _place(links[-1], wanted.sort) if len(found) > length else None)


def _chosen(wanted: Wanted) -> QuerySet[Share]:
    links = shares.open_links().exclude(listed_token="").select_related("run").only(
        "token_hash", "created_at", "listed_token", "name", "run_id", "run__best_metric", "run__last_loss"
    )  # fmt: skip
    for name in ("dataset", "optimizer"):
        if getattr(wanted, name):
            links = links.filter(**{f"run__{name}": getattr(wanted, name)})
    return links if wanted.score is None else links.filter(run__best_metric__gte=wanted.score)


def _stretches(wanted: Wanted) -> list[QuerySet[Share]]:
    sort, start = SORTS[wanted.sort], wanted.after
    links = _chosen(wanted)
    order = f"-{sort.column}" if sort.descending else sort.column
    valued = (links.filter(**{f"{sort.column}__isnull": False}) if sort.gaps else links).order_by(order, "token_hash")
    without = [links.filter(**{f"{sort.column}__isnull": True}).order_by("token_hash")] if sort.gaps else []
    if start is None:
        return [valued, *without]
    further = Q(token_hash__gt=start.token_hash)
    if start.value is None:
        return [one.filter(further) for one in without]
    beyond = Q(**{f"{sort.column}__{'lt' if sort.descending else 'gt'}": start.value})
    return [valued.filter(beyond | Q(further, **{sort.column: start.value})), *without]


def _place(link: Share, sort: str) -> Place:
    values = {"newest": link.created_at, "best": link.run.best_metric, "loss": link.run.last_loss}
    return Place(values[sort], link.token_hash)
