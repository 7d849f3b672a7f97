"""Tables people uploaded: stored once under their digest, found for who may see them, gone when nobody needs them.

May see: who uploaded it, who has a run of it, and who came by the link of such a run, for as long as that request lasts. For
anybody else a table that is there and one that is not are the same answer. Outside requests (trainers, commands) nobody asks,
and what a stored run names is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import lru_cache

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Length, Now
from django.utils.translation import gettext as _

from playground.runs import quota
from playground.runs.models import Run, StoredTable, TableHolder

MOST_PER_OWNER = 50
KEPT_FOR = timedelta(days=7)  # without a run
LONGEST_TITLE = 80
DIGEST = re.compile(r"[0-9a-f]{64}")


class TableRefused(ValueError):
    """A file that is not taken, in words."""


class Asker:
    """Whoever a request comes from: `owner` is known once the request is recognised."""

    def __init__(self, owner: str | None):
        self.owner = owner
        self.may: dict[str, bool] = {}

    def sees(self, digest: str) -> bool:
        if digest not in self.may:
            self.may[digest] = may_see(self.owner, digest)
        return self.may[digest]


_asker: ContextVar[Asker | None] = ContextVar("asker", default=None)


@contextmanager
def asking(owner: str | None) -> Iterator[None]:
    """Within, tables are found as far as this owner may see them."""
    token = _asker.set(Asker(owner))
    try:
        yield
    finally:
        _asker.reset(token)


def opened(run: Run) -> None:
    """Who asks has come to this run by its link: its table is theirs to see until the request is answered."""
    asker = _asker.get()
    if asker and run.table_digest:
        asker.may[run.table_digest] = True


def may_see(owner: str | None, digest: str) -> bool:
    if not owner or not digest:
        return False
    held = TableHolder.objects.filter(owner=owner, table_id=digest)
    return held.exists() or Run.objects.filter(owner=owner, table_digest=digest).exists()


def find(digest: str):
    """The engine.table.Table of a digest, or None: not there and not yours to see are one answer."""
    asker = _asker.get()
    if not DIGEST.fullmatch(digest) or (asker is not None and not asker.sees(digest)):
        return None
    return _stored(digest)


@lru_cache(8)  # a page parses its set-up dozens of times; what a digest stands for never changes
def _loaded(digest: str):
    from engine.table import Table

    return Table.of(bytes(StoredTable.objects.values_list("data", flat=True).get(digest=digest)))


def _stored(digest: str):
    try:
        return _loaded(digest)
    except StoredTable.DoesNotExist:
        return None


def read(parts: Iterable[bytes]):
    """The table of a CSV file that comes in parts. Raises TableRefused, in the active language."""
    from engine.csv_file import Unreadable, read

    try:
        return read(parts)
    except Unreadable as refusal:
        raise TableRefused(refusal.sentence.said(_)) from None


def store(owner: str, table, title: str = "") -> str:
    """Keep a table for this owner; its digest. The same table again is found, whoever stored it first."""
    kept = "".join(sign for sign in title if sign.isprintable()).strip()[:LONGEST_TITLE]
    with transaction.atomic():
        others = TableHolder.objects.filter(owner=owner).exclude(table_id=table.digest)
        if others.count() >= MOST_PER_OWNER:
            said = _("You have {most} tables. Those without a run are dropped after a week.")
            raise TableRefused(said.format(most=MOST_PER_OWNER))
        if not TableHolder.objects.filter(owner=owner, table_id=table.digest).exists() and (
            refused := quota.refusal(owner, len(table.data))
        ):
            raise TableRefused(refused)
        stored, new = StoredTable.objects.get_or_create(digest=table.digest, defaults={"data": table.data})
        if not new:
            StoredTable.objects.filter(digest=table.digest).update(touched_at=Now())
        TableHolder.objects.update_or_create(owner=owner, table=stored, defaults={"title": kept})
    return table.digest


def title_of(owner: str | None, digest: str) -> str:
    """What its owner's file was called, or nothing."""
    return TableHolder.objects.filter(owner=owner, table_id=digest).values_list("title", flat=True).first() or ""


def held(owner: str) -> list[dict]:
    """What this owner uploaded, newest first: [{"digest", "title", "bytes", "created_at"}…]."""
    mine = TableHolder.objects.filter(owner=owner).annotate(digest=F("table_id"), bytes=Length("table__data"))
    return list(mine.order_by("-created_at", "-id").values("digest", "title", "bytes", "created_at"))


def guessed(table):
    """Roles of its columns to begin with (engine.roles.Roles), or None where it has no input and target."""
    from engine.roles import guessed

    return guessed(table)


def adopt(anonymous: str, account: str) -> None:
    """Give one owner's tables to another, who may have some of them already."""
    theirs = TableHolder.objects.filter(owner=account).values("table_id")
    TableHolder.objects.filter(owner=anonymous, table_id__in=list(theirs.values_list("table_id", flat=True))).delete()
    TableHolder.objects.filter(owner=anonymous).update(owner=account)


def let_go(owner: str) -> None:
    """This owner keeps no table any more."""
    TableHolder.objects.filter(owner=owner).delete()


def sweep(older_than: timedelta = KEPT_FOR) -> int:
    """Delete tables that no run uses and nobody uploaded for so long; how many."""
    used = Run.objects.filter(table_digest=OuterRef("digest"))
    unused = StoredTable.objects.filter(~Exists(used), touched_at__lt=Now() - older_than)
    return unused.delete()[1].get("runs.StoredTable", 0)


def example():
    """The table there is before anybody chose one."""
    from engine.datasets.upload import fruit

    return fruit()
