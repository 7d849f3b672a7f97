"""One fenced transaction: records, key frames, checkpoint, state and done commands of the runs a trainer has trained.

Rows of runs are locked in id order and matched by (id, fence); whoever's fence has moved on is left out, and everybody
else is stored. A run's part is stored whole or not at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils import timezone

from playground.runs import doorbell, orders, quota
from playground.runs.models import Checkpoint, Chunk, Command, KeyFrame, Run, Thumbnail
from playground.runs.states import ENDED, State, check_move

log = structlog.get_logger(__name__)
MOST_RUNS = 128
MOST_BYTES = 4 * 1024 * 1024
PLAIN = (int, float, bool, str)  # what a driver takes as it is; asking the field costs as much as writing it
COLUMNS = (
    "state", "detail", "holding", "epoch", "epochs", "step", "seq", "frame_seq", "probe", "speed", "trainer_id",
    "fingerprint", "suspect", "deaths", "best_metric", "last_metric", "last_loss", "updated_at",
)  # fmt: skip


@dataclass
class Parcel:
    """What one run commits. `row` holds values of COLUMNS that changed with training; `release` gives the run back."""

    run_id: str
    fence: int
    before: tuple[int, int]  # (seq, step) stored by the last commit
    row: dict
    attempt: int
    chunk: tuple[int, int, bytes, bytes] | None = None  # first seq, rows, data, seconds
    frames: list[tuple[int, int, bytes]] = field(default_factory=list)  # seq, epoch, data
    checkpoint: tuple[int, int, int, bytes, str] | None = None  # epoch, step, seq, data, digest
    spare: list[int] = field(default_factory=list)  # steps whose checkpoints the ladder no longer needs
    recipe: dict | None = None  # columns that only an edit or more epochs change: spec, cohort_key
    done: list[tuple[int, str]] = field(default_factory=list)  # (command id, answer)
    thumbnail: tuple[int, bytes] | None = None  # epoch, data: of a run that ends or rests
    release: bool = False

    @property
    def size(self) -> int:
        blobs = [self.chunk[2]] if self.chunk else []
        blobs += [data for _, _, data in self.frames] + ([self.checkpoint[3]] if self.checkpoint else [])
        return sum(map(len, blobs))

    @property
    def place(self) -> tuple[str, int]:
        return self.run_id, self.attempt


def commit(trainer_id: str, parcels: Iterable[Parcel]) -> set[str]:
    """Store the parcels; the ids that were stored. A missing id has been taken over: its holder forgets it."""
    kept: set[str] = set()
    for batch in _batches(parcels):
        try:
            with transaction.atomic():
                kept |= _store(trainer_id, batch)
        except (IntegrityError, DataError) as error:
            log.error("a commit was refused", error=str(error), runs=len(batch))
            kept |= _store_one_by_one(trainer_id, batch)
    return kept


def _store_one_by_one(trainer_id: str, batch: list[Parcel]) -> set[str]:
    """Somebody's part does not fit the tables: that run ends in words, its company is stored."""
    kept: set[str] = set()
    for parcel in batch:
        try:
            with transaction.atomic():
                kept |= _store(trainer_id, [parcel])
        except (IntegrityError, DataError) as error:
            fail(trainer_id, Run.objects.get(id=parcel.run_id), f"Its records could not be stored: {error}")
    return kept


def fail(trainer_id: str, run: Run, words: str, **facts) -> None:
    """End a run that cannot be trained, in words, and give it back. `facts` of its detail, such as `reason`."""
    with transaction.atomic():
        mine = Run.objects.select_for_update().filter(id=run.id, fence=run.fence, trainer_id=trainer_id)
        detail = {**run.detail, "reason": "error", "words": words[:300], **facts}
        if mine.update(state=State.FAILED, detail=detail, trainer=None, fence=run.fence + 1, updated_at=Now()):
            Command.objects.filter(run_id=run.id, done=None).update(done=Now(), answer="The run had failed.")
            doorbell.ring([run.id])


def _batches(parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
    batch, size = [], 0
    for parcel in sorted(parcels, key=lambda one: one.run_id):
        if batch and (len(batch) == MOST_RUNS or size + parcel.size > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(parcel)
        size += parcel.size
    if batch:
        yield batch


def _store(trainer_id: str, batch: list[Parcel]) -> set[str]:
    ids = [parcel.run_id for parcel in batch]
    locked = Run.objects.select_for_update().filter(id__in=ids, trainer_id=trainer_id).order_by("id")
    stored = {row.pop("id"): row for row in locked.values("id", "fence", "seq", "step", "state")}
    mine = [p for p in batch if p.run_id in stored and stored[p.run_id]["fence"] == p.fence]
    # A commit whose answer got lost is tried again: what is already there is not inserted twice.
    fresh = [p for p in mine if (stored[p.run_id]["seq"], stored[p.run_id]["step"]) == p.before]
    _settle_commands(mine)
    for parcel in mine:
        check_move(stored[parcel.run_id]["state"], parcel.row["state"])
    _update_rows(mine, {p.run_id for p in fresh})
    _insert(Chunk, ("first_seq", "rows", "data", "seconds"), [(*p.place, *p.chunk) for p in fresh if p.chunk])
    _insert(KeyFrame, ("seq", "epoch", "data"), [(*p.place, *frame) for p in fresh for frame in p.frames])
    saved = [(*p.place, *p.checkpoint) for p in fresh if p.checkpoint]
    _insert(Checkpoint, ("epoch", "step", "seq", "data", "digest"), saved)
    _drop_checkpoints([(p.run_id, step) for p in fresh for step in p.spare])
    _show([(p.run_id, *p.thumbnail) for p in fresh if p.thumbnail])
    quota.recount([p.run_id for p in fresh if p.release])
    doorbell.ring([p.run_id for p in mine])
    return {p.run_id for p in mine}


def _settle_commands(parcels: list[Parcel]) -> None:
    """Mark what was obeyed; a run that rests while something new was asked goes back to the queue instead."""
    now = timezone.now()
    for answer in {answer for p in parcels for _, answer in p.done}:
        obeyed = [command for p in parcels for command, said in p.done if said == answer]
        Command.objects.filter(id__in=obeyed, done=None).update(done=now, answer=answer[:200])
    resting = [p for p in parcels if p.release and p.row["state"] != State.WAITING]
    if not resting:
        return
    open_kinds: dict[str, set[str]] = {}
    pending = Command.objects.filter(run_id__in=[p.run_id for p in resting], done=None)
    for run_id, kind in pending.values_list("run_id", "kind"):
        open_kinds.setdefault(run_id, set()).add(kind)
    for parcel in resting:
        asked, state = open_kinds.get(parcel.run_id, set()), parcel.row["state"]
        if asked and (state not in ENDED or (state == State.FINISHED and asked & orders.PROLONG)):
            parcel.row["state"] = State.WAITING
        elif asked:
            moot = Command.objects.filter(run_id=parcel.run_id, done=None)
            moot.update(done=Now(), answer="The run had already ended.")


def _insert(model: type[Model], columns: tuple[str, ...], rows: list[tuple]) -> None:
    """Insert (run id, attempt, *columns) rows with one prepared statement; the ORM takes as long as training 128 runs."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("run_id", "attempt", *columns))
    places = ", ".join(["%s"] * (2 + len(columns)))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", rows)


def _drop_checkpoints(places: list[tuple[str, int]]) -> None:
    """Delete checkpoints by (run id, step), of every attempt; the ORM takes longer to build the question than all else here."""
    if not places:
        return
    quote = connection.ops.quote_name
    sql = f"DELETE FROM {quote(Checkpoint._meta.db_table)} WHERE {quote('run_id')} = %s AND {quote('step')} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(sql, places)


def _show(rows: list[tuple[str, int, bytes]]) -> None:
    """Put (run id, epoch, data) in the place of the thumbnails these runs had."""
    made = [Thumbnail(run_id=run_id, epoch=epoch, data=data) for run_id, epoch, data in rows]
    Thumbnail.objects.bulk_create(made, update_conflicts=True, unique_fields=["run"], update_fields=["epoch", "data"])


def _update_rows(parcels: list[Parcel], fresh: set[str]) -> None:
    """Update run rows with one prepared statement: the ORM would build 128 of them. `fresh`: whose blobs are inserted with it."""
    if not parcels:
        return
    now = timezone.now()
    columns = [Run._meta.get_field(name.removesuffix("_id")) for name in COLUMNS]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    fence = f"{quote('fence')} = {quote('fence')} + %s"  # given back: whoever still thinks it holds the run is refused
    held = f"{quote('bytes')} = {quote('bytes')} + %s"
    sql = f"UPDATE {quote(Run._meta.db_table)} SET {sets}, {fence}, {held} WHERE {quote('id')} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_values(parcel, columns, now, parcel.run_id in fresh) for parcel in parcels])
    back = [parcel.run_id for parcel in parcels if parcel.row["state"] == State.WAITING]
    if back:
        Run.objects.filter(id__in=back).update(queued_at=Now())  # by the clock that claims compare it with
    for parcel in parcels:
        if parcel.recipe is not None:
            Run.objects.filter(id=parcel.run_id).update(**parcel.recipe)


def _values(parcel: Parcel, columns: list, now: datetime, fresh: bool) -> list:
    row = {**parcel.row, "updated_at": now}
    values = [
        value if type(value) in PLAIN else column.get_db_prep_save(value, connection)
        for value, column in zip((row[name] for name in COLUMNS), columns, strict=True)
    ]
    return [*values, int(parcel.release), parcel.size if fresh else 0, parcel.run_id]
