"""How many bytes an owner's runs hold, and how many they may: settings.OWNER_SPACE, in MiB; 0 for as many as there is room.

`Run.bytes` counts what the run stores besides its row: records, key frames, checkpoints. A commit adds what it inserts; whenever
a run comes to rest, is thinned or filled again it is counted afresh. So a sum over an index tells what somebody holds.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run

MIB = 1024 * 1024
COUNTED = ((Chunk, ("data", "seconds")), (KeyFrame, ("data",)), (Checkpoint, ("data",)))


def used(owner: str) -> int:
    """Bytes that all runs of an owner hold."""
    return Run.objects.filter(owner=owner).aggregate(held=Sum("bytes"))["held"] or 0


def limit() -> int:
    """Bytes an owner's runs may hold; 0: no limit."""
    return settings.OWNER_SPACE * MIB


def room(owner: str) -> dict | None:
    """{"used", "limit", "high", "used_mib", "limit_mib", "low"}: bytes, and as people read them; None where there is no limit."""
    if not limit():
        return None
    held, high = used(owner), limit() * 9 // 10
    facts = {"used": held, "limit": limit(), "high": high, "low": held > high}
    return facts | {"used_mib": mib(held), "limit_mib": mib(limit())}


def refusal(owner: str, more: int) -> str:
    """Why runs that may take so many bytes more cannot be started, in words; "" where they can."""
    if not limit():
        return ""
    held = used(owner)
    if held + more <= limit():
        return ""
    words = _(
        "Your runs hold {held} MiB of the {limit} MiB allowed, and this could take {more} MiB. Under My runs, drop the details "
        "of runs you do not look at any more, or archive and delete some."
    )
    return words.format(held=mib(held), limit=mib(limit()), more=mib(more))


def mib(count: int) -> str:
    """A number of bytes as people read it: "0.3", "12", "1,024"."""
    size = count / MIB
    return f"{size:,.0f}" if size >= 9.95 else f"{size:.1f}"


def recount(run_ids: Iterable[str]) -> None:
    """Count afresh what these runs store. One statement: the sizes of blobs are read without their bytes."""
    ids = list(run_ids)
    if not ids:
        return
    quote = connection.ops.quote_name
    run = quote(Run._meta.db_table)
    sums = []
    for model, columns in COUNTED:
        size = " + ".join(f"LENGTH({quote(column)})" for column in columns)
        table = quote(model._meta.db_table)
        sums.append(f"COALESCE((SELECT SUM({size}) FROM {table} WHERE {table}.{quote('run_id')} = {run}.{quote('id')}), 0)")
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {run} SET {quote('bytes')} = {' + '.join(sums)} WHERE {quote('id')} IN ({places})", ids)
