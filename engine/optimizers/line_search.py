"""How far along a direction: a length that satisfies the strong Wolfe conditions, and every length that was looked at.

φ(α) = f(w + α·d). Accepted is an α with φ(α) ≤ φ(0) + c₁·α·φ′(0), so that the loss falls enough, and |φ′(α)| ≤ c₂·|φ′(0)|, so
that the slope has flattened enough. Lengths are doubled until two hold such an α between them; then the minimum of the cubic
through both ends' values and slopes is tried, or the middle where that lies within a tenth of an end.

Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithms 3.5 and 3.6 and eq. 3.59. torch.optim.LBFGS and
scipy.optimize.line_search follow the same scheme with other safeguards.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

C1 = 1e-4  # the share of the promised fall that is asked for
MOST_TRIALS = 20


@dataclass(frozen=True)
class Point:
    """A place, and what is known of it: f, ∇f (None where nobody asked)."""

    w: Tensor
    loss: float
    gradient: Tensor | None


@dataclass(frozen=True)
class Trial:
    """One length that was looked at: α, φ(α), φ′(α), and the point there; ``start`` is the same at α = 0."""

    length: float
    loss: float
    slope: float
    point: Point
    start: Trial | None = None

    @property
    def finite(self) -> bool:
        return math.isfinite(self.loss) and math.isfinite(self.slope)


def strong_wolfe(
    objective: Callable, here: Point, direction: Tensor, first: float, c2: float
) -> tuple[Trial | None, list[Trial]]:
    """The accepted trial and all trials in order. ``first`` is the length tried first.

    None is accepted where ``direction`` does not lead down or, after MOST_TRIALS, nothing lower was found; what falls enough is
    taken then, even if its slope is still steep.
    """
    trials: list[Trial] = []
    slope = float(here.gradient @ direction)
    if not slope < 0:
        return None, trials
    start = Trial(0.0, here.loss, slope, here)

    def look(length: float) -> Trial:
        w = objective.nearest(here.w + length * direction)
        loss, gradient = objective(w)
        trials.append(Trial(length, loss, float(gradient @ direction), Point(w, loss, gradient), start))
        return trials[-1]

    def falls(trial: Trial) -> bool:
        return trial.finite and trial.loss <= start.loss + C1 * trial.length * slope

    def flat(trial: Trial) -> bool:
        return abs(trial.slope) <= -c2 * slope

    low, high, length = start, None, first
    while high is None and len(trials) < MOST_TRIALS:
        trial = look(length)
        if not falls(trial) or (len(trials) > 1 and trial.loss >= low.loss):
            high = trial
        elif flat(trial):
            return trial, trials
        elif trial.slope >= 0:
            low, high = trial, low
        else:
            low, length = trial, 2 * length
    while high is not None and len(trials) < MOST_TRIALS and low.length != high.length:
        trial = look(between(low, high))
        if not falls(trial) or trial.loss >= low.loss:
            high = trial
            continue
        if flat(trial):
            return trial, trials
        if trial.slope * (high.length - low.length) >= 0:
            high = low
        low = trial
    return (low if low is not start and low.loss < start.loss else None), trials


def between(low: Trial, high: Trial) -> float:
    """Where the cubic through both ends has its minimum; the middle where that is no place to look."""
    middle, apart = 0.5 * (low.length + high.length), high.length - low.length
    if not high.finite:
        return middle
    d1 = low.slope + high.slope - 3 * (low.loss - high.loss) / (low.length - high.length)
    inside = d1 * d1 - low.slope * high.slope
    if inside < 0:
        return middle
    d2 = math.copysign(math.sqrt(inside), apart)
    below = high.slope - low.slope + 2 * d2
    if below == 0:
        return middle
    found = high.length - apart * (high.slope + d2 - d1) / below
    share = (found - low.length) / apart
    return found if 0.1 <= share <= 0.9 else middle
