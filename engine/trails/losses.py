"""The training loss of one network at many weights, as records have it: a full pass in evaluation mode, without penalty."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import numpy as np
import torch

from engine import hyper
from engine.evaluation import Evaluation
from engine.plan import Plan

NUMBERS = 2_000_000  # float32 numbers of one layer's answers that lie side by side
SLICE = 0.05  # seconds between two reports of progress


def losses(plan: Plan, weights: np.ndarray) -> Iterator[float]:
    """Yields the progress (0–1); returns the losses (m,) float32 of weights (m, n)."""
    widest = max(slot.fan_out for slot in plan.slots)
    rows = int(max(1, min(len(weights), 64, NUMBERS // (widest * (plan.train_count + plan.test_count)))))
    evaluation = Evaluation([plan], rows, hyper.loss_settings([plan]))
    evaluation.buffers.copy_(plan.initial_buffers().expand_as(evaluation.buffers))
    found, looked = np.empty(len(weights), np.float32), monotonic()
    for low in range(0, len(weights), rows):
        part = weights[low : low + rows]
        evaluation.params[: len(part)] = torch.from_numpy(np.asarray(part, np.float32))
        found[low : low + rows] = evaluation.losses()["train_loss"][: len(part)]
        if monotonic() - looked > SLICE:
            looked = monotonic()
            yield (low + len(part)) / len(weights)
    return found
