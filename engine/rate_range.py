"""The learning-rate range test: one run whose rate grows by the same factor every step, and each batch's loss before its step.

Smith, "Cyclical learning rates for training neural networks" (2017), section 3.3. Schedule, warm-up and edits stand aside;
optimizer, penalties, clipping, dropout and the order of the points are the run's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from engine.cohort import Cohort
from engine.device import CPU, training_on
from engine.plan import Plan
from engine.probe import batch_loss
from engine.state import State

KEPT = 0.9  # share of the smoothed loss that stays from one step to the next
BEYOND = 4.0  # times the lowest smoothed loss at which the test ends
SURE = 10  # first steps, which end nothing and suggest nothing
STRETCH = 20  # a slope is that of a straight line through one in so many of the steps, on either side
BELOW = 10.0  # the second suggestion is the rate of the lowest loss divided by this


class Rising(Cohort):
    """A lone run whose rate at step s is low · (high ÷ low)^(s ÷ (steps − 1))."""

    def __init__(self, plan: Plan, low: float, high: float, steps: int):
        super().__init__([plan], CPU)
        self.all_rates = low * (high / low) ** (np.arange(steps) / (steps - 1))

    def planned_rates(self, epochs: list[int]) -> np.ndarray:
        per_epoch = self.plan.steps_per_epoch
        places = np.arange((epochs[0] - 1) * per_epoch, epochs[0] * per_epoch)
        return self.all_rates[np.minimum(places, len(self.all_rates) - 1)][:, None]


@dataclass
class Found:
    """Rates and the losses met with them; `smooth` is what the suggestions go by."""

    rates: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    smooth: list[float] = field(default_factory=list)
    ended: str = "steps"  # "steps": the whole range; "beyond": the loss had left; "diverged": it was no number any more


def look(plan: Plan, low: float, high: float, steps: int) -> Iterator[Found]:
    """Make the test; yields what there is after every step."""
    cohort, found, average = Rising(plan, low, high, steps), Found(), 0.0
    with torch.inference_mode(), training_on(CPU):
        cohort.load([State.begin(plan)])
    for step in range(steps):
        with torch.inference_mode(), training_on(CPU):
            cohort.prepare(cohort.batch_index + 1)
            cohort.run()
            loss = batch_loss(cohort)
            if cohort.batch_index == plan.steps_per_epoch:
                cohort.finish_epoch()
        if not math.isfinite(loss):
            found.ended = "diverged"
            break
        average = KEPT * average + (1 - KEPT) * loss
        found.rates.append(float(cohort.all_rates[step]))
        found.losses.append(loss)
        found.smooth.append(average / (1 - KEPT ** (step + 1)))
        if step >= SURE and found.smooth[-1] > BEYOND * min(found.smooth):
            found.ended = "beyond"
            break
        yield found
    yield found


def suggestions(rates: list[float], smooth: list[float]) -> dict[str, float] | None:
    """{"steepest", "tenth", "lowest"}: where the loss falls fastest per factor of the rate, and the rate of its lowest point
    and a tenth of that. None where it never fell.
    """
    x, y = np.log(np.asarray(rates)), np.asarray(smooth)
    if len(x) < SURE + 3:
        return None
    low = SURE + int(np.argmin(y[SURE:]))
    reach = max(2, len(x) // STRETCH)
    places = range(SURE, low + 1)
    slope = np.array([_slope(x[max(0, at - reach) : at + reach + 1], y[max(0, at - reach) : at + reach + 1]) for at in places])
    if low <= SURE or slope.min() >= 0:
        return None
    return {"steepest": rates[SURE + int(np.argmin(slope))], "lowest": rates[low], "tenth": rates[low] / BELOW}


def _slope(x: np.ndarray, y: np.ndarray) -> float:
    """Of the straight line nearest to the points."""
    away = x - x.mean()
    return float(away @ y / (away @ away))
