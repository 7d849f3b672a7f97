"""The learning rate that a spec plans, epoch by epoch, before anything trains: for pictures, not for steps."""

from __future__ import annotations

from math import prod

import numpy as np

from engine.cost import estimate
from engine.spec import Spec


def planned(spec: Spec, most: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """(epochs int64, rates float64), at most ``most`` of them from epoch 1 to the last: the rate of each epoch's last step.

    That is the rate records carry. A schedule that watches the loss cannot be foreseen: it stands at what it is without a fall
    (``spec.schedule.watches_loss``). No data are drawn.
    """
    per_epoch = estimate(spec).steps_per_epoch
    epochs = np.unique(np.linspace(1, spec.training.epochs, most).round().astype(np.int64))
    steps = epochs * per_epoch - 1
    base = np.full(len(steps), spec.optimizer.lr)
    train, batch = spec.sizes()[0], spec.training.batch_size
    stretched = prod(fault.rate(min(batch or train, train)) for fault in spec.planted())
    for edit in spec.edits:
        if edit.path == "optimizer.lr":
            base[steps >= edit.step] = edit.value
    return epochs, stretched * base * spec.schedule.factors(steps, per_epoch, {})
