"""What a task came to, read in slices: a large file is never whole in the memory of the process that sends it."""

from collections.abc import Iterator
from contextlib import closing

from django.db import connection
from django.db.models.functions import Length, Substr

from playground.runs.models import Task

SLICE = 2 * 1024 * 1024


def size(task_id: str) -> int:
    """How many bytes the task came to; 0 where it came to nothing, or is gone."""
    return Task.objects.filter(id=task_id).values_list(Length("result"), flat=True).first() or 0


def slices(task_id: str) -> Iterator[bytes]:
    """The bytes, each slice by a question of its own: a slow reader holds nothing open. LookupError once the task is gone."""
    for begin in range(0, size(task_id), SLICE):
        yield part(task_id, begin)


def part(task_id: str, begin: int) -> bytes:
    """At most SLICE bytes from `begin` on."""
    found = _opened(task_id, begin) if connection.vendor == "sqlite" else _asked(task_id, begin)
    if found is None:
        raise LookupError(task_id)
    return found


def _opened(task_id: str, begin: int) -> bytes | None:
    """SQLite opens a blob where it lies; by its SQL it would read all of it for any part."""
    table = Task._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {table} WHERE id = %s AND result IS NOT NULL", [task_id])
        row = cursor.fetchone()
    if row is None:
        return None
    with closing(connection.connection.blobopen(table, "result", row[0], readonly=True)) as blob:
        blob.seek(begin)
        return blob.read(SLICE)


def _asked(task_id: str, begin: int) -> bytes | None:
    data = Task.objects.filter(id=task_id).values_list(Substr("result", begin + 1, SLICE), flat=True).first()
    return None if data is None else bytes(data)
