"""Dropping what can be trained again, and putting it back.

full     records, key frames, checkpoints
curve    records and the newest checkpoint
result   the newest checkpoint and the row's own columns
"""

from datetime import timedelta

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from playground.runs import doorbell, shares, tables
from playground.runs.models import Checkpoint, Chunk, Command, KeyFrame, Run, Task, Trainer
from playground.runs.states import ENDED

LEVELS = ("full", "curve", "result")
KEPT_FOR = timedelta(days=7)


def thin(run: Run, level: str) -> None:
    """Drop what `level` does not keep. Raises ValueError for an unknown level, or for more detail than there is."""
    if level not in LEVELS or LEVELS.index(level) < LEVELS.index(run.detail_level):
        raise ValueError(f"a run at {run.detail_level} cannot be thinned to {level}")
    with transaction.atomic():
        run = Run.objects.select_for_update().get(id=run.id)
        if run.state not in ENDED or level == "full":
            return
        newest = Checkpoint.objects.filter(run=run, attempt=run.attempt).order_by("-step").values("id")[:1]
        Checkpoint.objects.filter(run=run).exclude(id__in=list(newest.values_list("id", flat=True))).delete()
        KeyFrame.objects.filter(run=run).delete()
        if level == "result":
            Chunk.objects.filter(run=run).delete()
        Run.objects.filter(id=run.id).update(detail_level=level, updated_at=Now())
        doorbell.ring([run.id])


def thinnable(older_than: timedelta = KEPT_FOR) -> QuerySet[Run]:
    """Ended runs at full detail, neither starred nor shared, that nobody touched for so long."""
    old = Run.objects.filter(state__in=ENDED, starred=False, detail_level="full", updated_at__lt=Now() - older_than)
    old = old.filter(imported=False)  # nobody could say that it would come out the same here
    return old.exclude(id__in=shares.shared_runs())


def refill(run: Run, plan, outcomes: list) -> bytes:
    """Store retrained records and key frames of a thinned run; one chunk with all records, also the task's result."""
    from engine.records import encode

    joined = {name: np.concatenate([outcome.columns[name] for outcome in outcomes]) for name in outcomes[0].columns}
    rows = len(joined["epoch"])
    data = encode(plan.schema, 0, joined)
    stored = [frame for outcome in outcomes for frame in outcome.key_frames]
    frames = [KeyFrame(run=run, attempt=run.attempt, seq=seq, epoch=epoch, data=d) for seq, epoch, d in stored]
    with transaction.atomic():
        now = Run.objects.select_for_update().get(id=run.id)
        if (now.attempt, now.seq, now.state) != (run.attempt, run.seq, run.state):
            return data  # it went on meanwhile and is not thin any more
        if not Chunk.objects.filter(run=run, attempt=run.attempt).exists():
            Chunk.objects.create(run=run, attempt=run.attempt, first_seq=0, rows=rows, data=data, seconds=b"")
        KeyFrame.objects.bulk_create(frames, ignore_conflicts=True)
        newest = max((seq for seq, _, _ in stored), default=-1)
        Run.objects.filter(id=run.id).update(detail_level="full", frame_seq=newest, updated_at=Now())
        doorbell.ring([run.id])
    return data


def sweep() -> None:
    """Forget done commands, tasks that are over, ended trainers and unused tables after a week; free pages go to the disk."""
    tables.sweep(KEPT_FOR)
    Command.objects.filter(done__lt=Now() - KEPT_FOR).delete()
    Task.objects.filter(state__in=ENDED, updated_at__lt=Now() - KEPT_FOR).delete()
    Trainer.objects.filter(ended_at__lt=Now() - KEPT_FOR, runs=None, tasks=None).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA incremental_vacuum").fetchall()
