"""A run out of a file becomes a run of whoever brought it: stored whole in one transaction, marked, at rest."""

from django.utils.translation import gettext as _

from playground.runs import pasts, recipes, services
from playground.runs.models import Chunk, KeyFrame, Run
from playground.takeaway.reading import ImportRefused, Incoming, read

MOST = 50  # imported runs of one owner
TOGETHER = 512  # records in a chunk
START = "import {digest}"  # the same file again is the same run


def take_in(owner: str, data: bytes) -> Run:
    """The run that a file holds; the same file again finds it. Raises ImportRefused and services.StartRefused."""
    digest = recipes.bytes_digest(data)
    known = Run.objects.filter(owner=owner, start_token=START.format(digest=digest), imported=True).first()
    if known:
        return known
    if Run.objects.filter(owner=owner, imported=True).count() >= MOST:
        raise ImportRefused(_("You have {most} imported runs, the most that are kept.").format(most=MOST))
    incoming = read(data)
    facts = {"token": START.format(digest=digest), "asked": digest, "speed": 0, "title": incoming.title, "imported": True}
    return services.new_run(owner, incoming.spec, fill=lambda run: _fill(run, incoming), **facts)


def _fill(run: Run, incoming: Incoming) -> None:
    """Records, key frames and how it stands. No checkpoint: who trains it on begins at its first step, and compares."""
    chunks = [_chunk(run, incoming, first) for first in range(0, incoming.rows, TOGETHER)]
    Chunk.objects.bulk_create(chunks)
    frames = [KeyFrame(run=run, attempt=run.attempt, seq=seq, epoch=epoch, data=data) for seq, epoch, data in incoming.frames]
    KeyFrame.objects.bulk_create(frames, batch_size=200)
    facts = {
        "state": incoming.state,
        "detail": incoming.detail,
        "epoch": incoming.epoch,
        "seq": incoming.rows,
        "step": incoming.epoch * pasts.steps_per_epoch(incoming.spec),
        "frame_seq": incoming.frames[-1][0] if incoming.frames else -1,
        **pasts.scores(run.schema, [one.data for one in chunks]),
    }
    Run.objects.filter(id=run.id).update(**facts)
    for name, value in facts.items():
        setattr(run, name, value)


def _chunk(run: Run, incoming: Incoming, first: int) -> Chunk:
    last = min(first + TOGETHER, incoming.rows)
    data = pasts.packed(run.schema, first, {name: values[first:last] for name, values in incoming.records.items()})
    clock = incoming.seconds[first:last] if len(incoming.seconds) >= last else []
    return Chunk(
        run=run, attempt=run.attempt, first_seq=first, rows=last - first, data=data, seconds=pasts.packed_floats(clock)
    )
