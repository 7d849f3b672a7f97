"""The training loss of one network at many weights, as records have it: a full pass in evaluation mode, without penalty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic

import numpy as np
import torch

from engine import hyper
from engine.evaluation import Evaluation
from engine.plan import Plan

NUMBERS = 2_000_000  # float32 numbers of one layer's answers that lie side by side
OPERATIONS = 10**8  # of one pass over all rows at once: some 50 ms
SLICE = 0.05  # seconds between two reports of progress


def pass_products(slots) -> int:
    """Multiplications of one point's way forward."""
    return max(1, sum(slot.layer.products(slot.in_shape) for slot in slots))


def losses(plan: Plan, weights: Sequence) -> Iterator[float]:
    """Yields the progress (0–1); returns the losses (m,) float32 of weights (m, n): an array, or whatever gives slices of one."""
    points = plan.train_count + plan.test_count
    widest, products = max(slot.fan_out for slot in plan.slots), pass_products(plan.slots)
    rows = max(1, min(len(weights), 64, NUMBERS // (widest * points), OPERATIONS // (2 * products * points)))
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
