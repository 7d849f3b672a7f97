"""How far chance alone moves a result: the interval of a mean, and whether two groups of runs differ by more than that.

Student, "The probable error of a mean" (1908); Welch, "The generalization of 'Student's' problem" (1947).
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

SURE = 0.95


@dataclass(frozen=True)
class Spread:
    """Mean, standard deviation of the sample (n − 1), and half the width of the 95 % interval of the mean; NaN where unknown."""

    mean: float
    deviation: float
    half: float


def spread(values: list[float]) -> Spread:
    """What finite numbers come to. One number says nothing of its noise."""
    if not values:
        return Spread(math.nan, math.nan, math.nan)
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Spread(mean, math.nan, math.nan)
    from scipy.special import stdtrit

    deviation = statistics.stdev(values)
    return Spread(mean, deviation, float(stdtrit(len(values) - 1, (1 + SURE) / 2)) * deviation / math.sqrt(len(values)))


def welch(one: list[float], other: list[float]) -> float:
    """Two-sided p of Welch's t-test; NaN where a sample has fewer than two values, or where neither varies and both are equal."""
    if min(len(one), len(other)) < 2:
        return math.nan
    first, second = (statistics.variance(values) / len(values) for values in (one, other))
    apart = statistics.fmean(one) - statistics.fmean(other)
    if first + second == 0:
        return 0.0 if apart else math.nan  # they never vary, and differ
    freedom = (first + second) ** 2 / (first**2 / (len(one) - 1) + second**2 / (len(other) - 1))
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(apart) / math.sqrt(first + second)))
