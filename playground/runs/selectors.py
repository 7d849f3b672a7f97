"""All reads. No function here opens a transaction or changes a row."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Length

from playground.runs.addresses import is_run_id
from playground.runs.models import Chunk, KeyFrame, Run, Task, Thumbnail

STATUS = ("state", "detail", "epoch", "epochs", "step", "seq", "frame_seq", "attempt", "attempt_from", "speed", "probe")


class StoredChunk(NamedTuple):
    """Consecutive records as stored: `data` holds `rows` records from `first_seq` on."""

    first_seq: int
    rows: int
    data: bytes


class StoredFrame(NamedTuple):
    """One key frame as stored."""

    seq: int
    epoch: int
    data: bytes


def visible_to(owner: str | None) -> QuerySet[Run]:
    """The runs this owner may see. Every other read of a single run starts from here."""
    return Run.objects.filter(owner=owner) if owner else Run.objects.none()


def get_run(owner: str | None, run_id: str) -> Run:
    """The run, or Run.DoesNotExist: "not yours" and "not there" are the same answer."""
    if not is_run_id(run_id):  # PostgreSQL takes no NUL byte, for one
        raise Run.DoesNotExist
    return visible_to(owner).get(id=run_id)


def status_of(runs: QuerySet[Run], *more: str) -> QuerySet:
    """Rows {STATUS…, "edits", more…} of these runs; `edits`: what was changed while they trained, [{"step", "path", "value"}]."""
    return runs.values(*more, *STATUS, edits=F("spec__edits"))


def run_status(run_ids) -> dict[str, dict]:
    """{id: {"state", "epoch", "seq", …}} in one query; runs that do not exist (any more) are missing."""
    return {row.pop("id"): row for row in status_of(Run.objects.filter(id__in=list(run_ids)), "id")}


# What every message to every reader asks for. Written out: for the ORM to compose them takes three times as long as to answer.
CHUNKS = f"""SELECT first_seq, rows, data FROM {Chunk._meta.db_table}
    WHERE run_id = %s AND attempt = %s AND first_seq >= COALESCE(
    (SELECT MAX(first_seq) FROM {Chunk._meta.db_table} WHERE run_id = %s AND attempt = %s AND first_seq <= %s), 0)
    ORDER BY first_seq"""
NEWEST_FRAME = f"""SELECT seq, epoch, data FROM {KeyFrame._meta.db_table}
    WHERE run_id = %s AND attempt = %s ORDER BY seq DESC LIMIT 1"""


def chunks(run_id: str, attempt: int, from_seq: int = 0, limit: int | None = None) -> Iterator[StoredChunk]:
    """The chunks of an attempt that hold record `from_seq` or later, in order; the first may begin before it."""
    asked = [run_id, attempt, run_id, attempt, from_seq]
    with connection.cursor() as cursor:
        cursor.execute(CHUNKS if limit is None else f"{CHUNKS} LIMIT %s", asked if limit is None else [*asked, limit])
        found = cursor.fetchall()
    for first_seq, count, data in found:
        if first_seq + count > from_seq:
            yield StoredChunk(first_seq, count, bytes(data))


def frames(
    run_id: str, attempt: int, from_seq: int = 0, to_seq: int | None = None, limit: int | None = None
) -> Iterator[StoredFrame]:
    """The key frames with from_seq ≤ seq ≤ to_seq, in order."""
    stored = KeyFrame.objects.filter(run_id=run_id, attempt=attempt, seq__gte=from_seq)
    if to_seq is not None:
        stored = stored.filter(seq__lte=to_seq)
    for seq, epoch, data in stored.order_by("seq").values_list("seq", "epoch", "data")[:limit]:
        yield StoredFrame(seq, epoch, bytes(data))


def frame_count(run: Run) -> int:
    """How many key frames are stored of a run's present attempt."""
    return KeyFrame.objects.filter(run=run, attempt=run.attempt).count()


def latest_frame(run_id: str, attempt: int) -> StoredFrame | None:
    """The newest key frame, or None before the first."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_FRAME, [run_id, attempt])
        row = cursor.fetchone()
    return StoredFrame(row[0], row[1], bytes(row[2])) if row else None


def frame_at(run_id: str, attempt: int, seq: int) -> StoredFrame | None:
    """The newest key frame at or before record `seq`."""
    stored = KeyFrame.objects.filter(run_id=run_id, attempt=attempt, seq__lte=seq)
    row = stored.order_by("-seq").values_list("seq", "epoch", "data").first()
    return StoredFrame(row[0], row[1], bytes(row[2])) if row else None


def thumbnail(run: Run) -> bytes | None:
    """The run's picture in the list, or None while there is none."""
    data = Thumbnail.objects.filter(run=run).values_list("data", flat=True).first()
    return None if data is None else bytes(data)


def files_of(owner: str | None) -> QuerySet[Task]:
    """The large files that an owner had written, or asked for, newest first; each with its `size` in bytes, without its bytes."""
    asked = Task.objects.filter(owner=owner, kind="export").order_by("-created_at", "-id")
    return asked.defer("result").annotate(size=Length("result"))


def tasks_of(run_id: str | None, kind: str) -> QuerySet[Task]:
    """The tasks of one kind on a run, newest first, without their results' bytes."""
    return Task.objects.filter(run=run_id, kind=kind).order_by("-created_at", "-id").defer("result")


def forks_of(run: Run, most: int = 50) -> list[Run]:
    """The runs of the same owner that were taken from this one, newest first."""
    found = visible_to(run.owner).filter(parent=run).order_by("-created_at", "-id")
    return list(found.defer("spec", "schema", "frame_schema")[:most])


def record_seconds(run: Run) -> bytes:
    """float32 a record, from record 0 on without a hole; shorter than the run where a thinned part was not timed again."""
    parts, seq = [], 0
    stored = Chunk.objects.filter(run=run, attempt=run.attempt).order_by("first_seq").values_list("first_seq", "rows", "seconds")
    for first, rows, seconds in stored:
        if first != seq or len(seconds) != 4 * rows:
            break
        parts.append(bytes(seconds))
        seq += rows
    return b"".join(parts)


def seconds_of(run: Run) -> float:
    """Computing time of the stored records of a run, in seconds."""
    parts = Chunk.objects.filter(run=run, attempt=run.attempt).values_list("seconds", flat=True)
    return sum(seconds for part in parts for (seconds,) in struct.iter_unpack("<f", bytes(part)))
