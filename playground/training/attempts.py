"""A new attempt: the run goes on from a stored moment, and what was stored after it no longer counts.

Readers of the new attempt find one unbroken series: what came before the moment is taken over, what came after stays
behind under the old attempt. Pages are told `reset from=seq`.
"""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from engine.records import Schema, decode, encode
from playground.runs import doorbell
from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run
from playground.training.claims import LeaseLost


def begin_attempt(run: Run, trainer_id: str, checkpoint: Checkpoint | None, reason: str, fingerprint: str) -> None:
    """Let `run` continue from `checkpoint` (None = from the very start) as its next attempt; updates `run` in place.

    Raises LeaseLost when the run was taken over meanwhile.
    """
    seq, epoch, step = (checkpoint.seq, checkpoint.epoch, checkpoint.step) if checkpoint else (0, 0, 0)
    old, new = run.attempt, run.attempt + 1
    mark = {"attempt": new, "epoch": epoch, "seq": seq, "reason": reason}
    detail = {**run.detail, "attempts": [*run.detail.get("attempts", []), mark]}
    with transaction.atomic():
        mine = Run.objects.select_for_update().filter(id=run.id, fence=run.fence, trainer_id=trainer_id)
        if not mine.exists():
            raise LeaseLost(trainer_id)
        chunks = Chunk.objects.filter(run=run, attempt=old)
        chunks.filter(first_seq__lte=seq - F("rows")).update(attempt=new)
        _cut(chunks.filter(first_seq__lt=seq).first(), seq, new, Schema.from_dict(run.schema))
        KeyFrame.objects.filter(run=run, attempt=old, seq__lt=seq).update(attempt=new)
        Checkpoint.objects.filter(run=run, attempt=old, step__lte=step).update(attempt=new)
        frame = KeyFrame.objects.filter(run=run, attempt=new).order_by("-seq").values_list("seq", flat=True).first()
        facts = {
            "attempt": new, "attempt_from": seq, "seq": seq, "epoch": epoch, "step": step, "detail": detail,
            "frame_seq": -1 if frame is None else frame, "fingerprint": fingerprint, "probe": None,
        }  # fmt: skip
        Run.objects.filter(id=run.id).update(**facts, updated_at=Now())
        doorbell.ring([run.id])
    for name, value in facts.items():
        setattr(run, name, value)


def _cut(chunk: Chunk | None, seq: int, attempt: int, schema: Schema) -> None:
    """Copy the records before `seq` of a chunk that reaches beyond it into the new attempt."""
    if chunk is None:
        return
    keep = seq - chunk.first_seq
    first, columns = decode(schema, bytes(chunk.data))
    data = encode(schema, first, {name: values[:keep] for name, values in columns.items()})
    seconds = bytes(chunk.seconds)[: 4 * keep]
    Chunk.objects.create(run_id=chunk.run_id, attempt=attempt, first_seq=first, rows=keep, data=data, seconds=seconds)
