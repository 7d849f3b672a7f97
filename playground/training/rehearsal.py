"""A set-up trained to its end in memory, for a picture of what comes of it. Nothing is stored, nobody waits in line for it."""

from dataclasses import dataclass

import numpy as np
import torch

from engine.plan import Plan
from engine.state import State
from engine.training import Member, train
from playground.runs.thumbnails import encode
from playground.training.thumbnails import picture
from playground.training.tracing import Trace

STRIP = 72  # columns of the strip: as many as it is pixels wide
PER_DECADE = 16  # steps of a strip's cell to a power of ten
NOTHING, BROKEN = -128, 127  # cells: exactly 0 arrives; no number any more


@dataclass(frozen=True)
class Rehearsal:
    """`thumbnail`: bytes of playground/runs/thumbnails.py. `strip`: a byte (i8) a cell, PER_DECADE · log₁₀ of the median gradient
    norm, `rows` layers from the input side of STRIP columns each over the planned epochs; BROKEN from where it broke.
    """

    thumbnail: bytes
    rows: int
    strip: bytes


def rehearse(spec) -> Rehearsal:
    """Train a spec from its first weights to its last epoch."""
    plan = Plan(spec)
    outcome = train([Member(plan, State.begin(plan))], spec.training.epochs)[0]
    trace = Trace()
    trace.add(0, outcome.columns)
    shown = torch.cat([outcome.state.judged(plan), outcome.state.buffers])
    thumbnail = encode(picture(plan, shown, outcome.state.epoch, trace.points(), ended=True))
    epochs, planned = outcome.columns["epoch"], spec.training.epochs + 1
    columns = np.minimum(epochs * STRIP // planned, STRIP - 1)
    stop = -(-(int(epochs[-1]) + 1) * STRIP // planned)  # where the last epoch's stretch ends
    after = BROKEN if outcome.state.stopped == "diverged" else NOTHING
    rows = [_row(columns, outcome.columns[f"layer.{slot.index}.grad_norm"], stop, after) for slot in plan.trained]
    return Rehearsal(thumbnail, len(rows), np.concatenate(rows).tobytes())


def _row(columns: np.ndarray, norms: np.ndarray, stop: int, after: int) -> np.ndarray:
    """One layer's cells, i8: the median where epochs share a column, the one before where a column has none of its own, from
    column ``stop`` on ``after``."""
    cells = np.full(STRIP, after, np.int8)
    for column in range(stop):
        here = norms[columns == column]
        if not len(here):
            cells[column] = cells[column - 1]
        else:
            cells[column] = _cell(float(np.median(here))) if np.isfinite(here).all() else BROKEN
    return cells


def _cell(norm: float) -> int:
    return NOTHING if norm == 0 else int(np.clip(np.round(PER_DECADE * np.log10(norm)), NOTHING + 1, BROKEN - 1))
