"""When a run has diverged, and where it began. A run that diverged is a result, not an error."""

from __future__ import annotations

import numpy as np
import torch

from engine.bounds import BEYOND
from engine.instruments.base import Snapshot

LAST = "beyond"  # in a state's memory: the training loss of a linear fit's last epoch out there


def is_linear_fit(plan) -> bool:
    return plan.task == "regression" and len(plan.slots) == 1


def bound_of(plan) -> float:
    """Largest weight that still counts as training."""
    return np.inf if is_linear_fit(plan) else BEYOND


def bad_moments(plan, columns: dict[str, np.ndarray], snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Whether each moment's training loss or any weight is not finite, or a weight is beyond all bounds, bool (m,); and the
    largest weight's magnitude (m,)."""
    params = snapshot.params
    largest = np.maximum(params.max(axis=1), -params.min(axis=1))  # without a copy of all of them
    with np.errstate(invalid="ignore"):
        return ~np.isfinite(columns["train_loss"]) | ~np.isfinite(largest) | (largest > bound_of(plan)), largest


def astray(plan, memory: dict[str, float], train_loss: float, largest: float) -> tuple[bool, dict[str, float]]:
    """Whether a linear fit with weights beyond all bounds has stopped growing, and what to remember of this epoch.

    One that overshoots grows from epoch to epoch until it is infinite. Rules that bound their own steps never arrive: they
    sit out there, and the first epoch whose loss is not above the last one's tells.
    """
    if not is_linear_fit(plan) or not largest > BEYOND:
        return False, memory
    return train_loss <= memory.get(LAST, -np.inf), memory | {LAST: train_loss}


def first_bad(plan, state, epoch: int, device: torch.device) -> dict:
    """Repeat the way from ``state`` to ``epoch`` step by step, where it was trained: the first step and layer with a bad number.

    The layer is the first, from input to output, whose parameters went bad in that step; the output layer where only
    the loss did.
    """
    from engine.cohort import Cohort

    cohort = Cohort([plan], device)
    cohort.load([state])
    while cohort.epochs[0] < epoch:
        cohort.prepare(cohort.batch_index + 1)
        cohort.run()
        params = np.abs(cohort.params.cpu().numpy())
        bad = ~(params[0] <= bound_of(plan)) | ~np.isfinite(params[0])
        for slot in plan.trained:
            if bad[slot.start : slot.stop].any():
                return {"layer": slot.index, "step": cohort.steps[0]}
        if cohort.batch_index == plan.steps_per_epoch:
            cohort.finish_epoch()
    return {"layer": plan.slots[-1].index, "step": cohort.steps[0]}
