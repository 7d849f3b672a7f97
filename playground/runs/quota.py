"""How many bytes an owner's things hold, and how many they may: settings.OWNER_SPACE, in MiB; 0 for as many as there is room.

Runs, maps, tables, what tasks came to (files to take away among them), and the pictures of links. `Run.bytes` counts what a run
stores besides its row: records, key frames, checkpoints, its picture in lists. A commit adds what it inserts; whenever a run
comes to rest, is thinned or filled again it is counted afresh. All else is measured when somebody asks, by the lengths of blobs,
which are not read.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from playground.runs.models import (
    Checkpoint,
    Chunk,
    Grid,
    KeyFrame,
    Run,
    Share,
    StoredTable,
    TableHolder,
    Task,
    Thumbnail,
    Tile,
)  # fmt: skip

MIB = 1024 * 1024
COUNTED = ((Chunk, ("data", "seconds")), (KeyFrame, ("data",)), (Checkpoint, ("data",)), (Thumbnail, ("data",)))
RUN, GRID, TILE, TABLE, HOLDER, TASK, SHARE = (
    model._meta.db_table for model in (Run, Grid, Tile, StoredTable, TableHolder, Task, Share)
)
HELD = {  # what → how much of it an owner has
    "runs": f"SELECT SUM(bytes) FROM {RUN} WHERE owner = %s",
    "maps": f"SELECT SUM(LENGTH(tile.data)) FROM {TILE} tile JOIN {GRID} grid ON grid.id = tile.grid_id WHERE grid.owner = %s",
    "tables": f"SELECT SUM(LENGTH(t.data)) FROM {TABLE} t JOIN {HOLDER} held ON held.table_id = t.digest WHERE held.owner = %s",
    "results": f"SELECT SUM(LENGTH(result)) FROM {TASK} WHERE owner = %s",
    "pictures": f"SELECT SUM(LENGTH(card)) FROM {SHARE} link JOIN {RUN} run ON run.id = link.run_id WHERE run.owner = %s",
}
ALL = "SELECT " + ", ".join(f"COALESCE(({one}), 0)" for one in HELD.values())


def parts(owner: str) -> dict[str, int]:
    """Bytes that an owner holds of each of HELD, by one question."""
    with connection.cursor() as cursor:
        cursor.execute(ALL, [owner] * len(HELD))
        return dict(zip(HELD, map(int, cursor.fetchone()), strict=True))


def used(owner: str) -> int:
    """Bytes that an owner holds of all of them."""
    return sum(parts(owner).values())


def words() -> dict[str, str]:
    """What people call each of HELD."""
    return {
        "runs": _("runs"),
        "maps": _("maps"),
        "tables": _("tables"),
        "results": _("files and findings"),
        "pictures": _("pictures of links"),
    }


def told(held: dict[str, int]) -> str:
    """The parts in words, largest first: "runs 12, maps 1.1"."""
    named, large = words(), sorted(held.items(), key=lambda item: -item[1])
    return _(", ").join(f"{named[name]} {mib(size)}" for name, size in large if size >= MIB / 20)


def limit() -> int:
    """Bytes an owner's runs may hold; 0: no limit."""
    return settings.OWNER_SPACE * MIB


def room(owner: str) -> dict | None:
    """{"used", "limit", "high", "used_mib", "limit_mib", "low", "parts"}: bytes, and in words; None where there is no limit."""
    if not limit():
        return None
    found, high = parts(owner), limit() * 9 // 10
    held = sum(found.values())
    facts = {"used": held, "limit": limit(), "high": high, "low": held > high}
    return facts | {"used_mib": mib(held), "limit_mib": mib(limit()), "parts": told(found) if held > found["runs"] else ""}


def refusal(owner: str, more: int) -> str:
    """Why what may take so many bytes more cannot be begun, in words; "" where it can."""
    if not limit() or more <= 0:
        return ""
    found = parts(owner)
    held = sum(found.values())
    if held + more <= limit():
        return ""
    said = _(
        "Room: what you keep holds {held} MiB of the {limit} MiB allowed ({parts}), and this could take {more} MiB. Under My "
        "runs, drop the details of runs you do not look at any more, or archive and delete some."
    )
    return said.format(held=mib(held), limit=mib(limit()), parts=told(found) or mib(0), more=mib(more))


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
