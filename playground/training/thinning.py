"""Dropping what can be trained again, and putting it back.

full     records, key frames, checkpoints
curve    records and the newest checkpoint
result   the newest checkpoint and the row's own columns
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length, Now

from playground.runs import doorbell, quota, selectors, shares, tables
from playground.runs.models import Checkpoint, Chunk, Command, KeyFrame, Run, Task, Trainer
from playground.runs.states import ENDED, State
from playground.training import tasks

LEVELS = ("full", "curve", "result")
KEPT_FOR = timedelta(days=7)
AGAIN = "recompute"  # the kind of task that puts back what was dropped
# Whose runs age does not thin: each narrows a queryset. The floors above say who: those with an account.
SPARED: list[Callable[[QuerySet[Run]], QuerySet[Run]]] = []


def thin(run: Run, level: str) -> int | None:
    """Drop what `level` does not keep; how many bytes that freed. None: a run that could not be trained again keeps all.

    Raises ValueError for an unknown level, or for more detail than there is.
    """
    if level not in LEVELS or LEVELS.index(level) < LEVELS.index(run.detail_level):
        raise ValueError(f"a run at {run.detail_level} cannot be thinned to {level}")
    with transaction.atomic():
        run = Run.objects.select_for_update().get(id=run.id)
        if not repeatable(Run.objects.filter(id=run.id)).exists() or level == "full":
            return None
        for rows in _dropped(run, level):
            rows.delete()
        quota.recount([run.id])
        facts = {"detail_level": level, "frame_seq": -1}  # so that whoever watches hears of it when key frames are back
        Run.objects.filter(id=run.id).update(**facts, updated_at=Now())
        doorbell.ring([run.id])
        return max(0, run.bytes - Run.objects.values_list("bytes", flat=True).get(id=run.id))


def droppable(run: Run, level: str) -> int:
    """How many bytes `thin` would free."""
    return sum(rows.aggregate(size=Sum(Length("data")))["size"] or 0 for rows in _dropped(run, level))


def _dropped(run: Run, level: str) -> list[QuerySet]:
    """What `level` does not keep of a run."""
    newest = Checkpoint.objects.filter(run=run, attempt=run.attempt).order_by("-step").values_list("id", flat=True)[:1]
    gone = [Checkpoint.objects.filter(run=run).exclude(id__in=list(newest)), KeyFrame.objects.filter(run=run)]
    return [*gone, *([Chunk.objects.filter(run=run)] if level == "result" else [])]


def repeatable(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Those that have ended and would come out bit for bit again: trained here, in one go, and beyond their first record."""
    return runs.filter(state__in=ENDED, attempt=1, seq__gt=1, imported=False)


def thinnable(older_than: timedelta = KEPT_FOR) -> QuerySet[Run]:
    """Runs at full detail without an account, neither starred nor shared, that ended and that nobody touched for so long."""
    old = repeatable(Run.objects.filter(starred=False, detail_level="full", updated_at__lt=Now() - older_than))
    for spare in SPARED:
        old = spare(old)
    return old.exclude(id__in=shares.shared_runs())


def again(run: Run) -> Task | None:
    """The task that puts back what a thinned run lost; begun here unless it is under way or failed. None: nothing to do.

    Raises TaskRefused, in words.
    """
    if run.detail_level == "full" or run.state not in ENDED:
        return None
    newest = selectors.tasks_of(run.id, AGAIN).first()
    if newest and newest.state != State.FINISHED:
        return newest
    return tasks.ask(run.owner, AGAIN, run=run.id)


def refill(run: Run, plan, outcomes: list) -> None:
    """Store retrained records and key frames of a thinned run."""
    import numpy as np

    from engine.records import encode

    joined = {name: np.concatenate([outcome.columns[name] for outcome in outcomes]) for name in outcomes[0].columns}
    rows = len(joined["epoch"])
    data = encode(plan.schema, 0, joined)
    stored = [frame for outcome in outcomes for frame in outcome.key_frames]
    frames = [KeyFrame(run=run, attempt=run.attempt, seq=seq, epoch=epoch, data=d) for seq, epoch, d in stored]
    with transaction.atomic():
        now = Run.objects.select_for_update().get(id=run.id)
        if (now.attempt, now.seq, now.state) != (run.attempt, run.seq, run.state):
            return  # it went on meanwhile and is not thin any more
        if not Chunk.objects.filter(run=run, attempt=run.attempt).exists():
            Chunk.objects.create(run=run, attempt=run.attempt, first_seq=0, rows=rows, data=data, seconds=b"")
        KeyFrame.objects.bulk_create(frames, ignore_conflicts=True)
        newest = max((seq for seq, _, _ in stored), default=-1)
        quota.recount([run.id])
        Run.objects.filter(id=run.id).update(detail_level="full", frame_seq=newest, updated_at=Now())
        doorbell.ring([run.id])


def sweep() -> None:
    """Forget done commands, tasks that are over, ended trainers and unused tables after a week; free pages go to the disk."""
    tables.sweep(KEPT_FOR)
    Command.objects.filter(done__lt=Now() - KEPT_FOR).delete()
    Task.objects.filter(state__in=ENDED, updated_at__lt=Now() - KEPT_FOR).delete()
    Trainer.objects.filter(ended_at__lt=Now() - KEPT_FOR, runs=None, tasks=None).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA incremental_vacuum").fetchall()
