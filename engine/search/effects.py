"""How much of the differences between results a field explains by itself: the share of variance that lies between its values.

For a field X and a result Y this is η² = Var(E[Y | X]) / Var(Y), the correlation ratio: on a full grid exactly the main effect of
a factorial analysis of variance, on independent draws an estimate of the first-order Sobol index. What fields do only together is
nobody's share. Results enter as ranks, so that a diverged run counts as the worst there is and no single huge loss decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

FEWEST = 8  # results; of fewer nothing is said
EXPONENT = 0.4  # n draws of a number are put into n^0.4 groups of equal size: 5 of 50, 11 of 400


@dataclass(frozen=True)
class Effect:
    """`share` of the variance, 0–1; `error` is its standard error, 0 where nothing was left to chance."""

    share: float
    error: float


def ranks(values: list[float], lost: int = 0) -> np.ndarray:
    """1 for the smallest; equal values share their mean rank. `lost` results without a value follow, worst of all and equal."""
    _, place, count = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    first = np.cumsum(count) - count
    worst = len(values) + (lost + 1) / 2
    return np.concatenate([(first + (count + 1) / 2)[place], np.full(lost, worst)])


def groups_of(values: list[str], numbers: list[float] | None) -> np.ndarray:
    """A group a value; where there are more values than groups worth having, neighbouring numbers share one."""
    names, place = np.unique(np.asarray(values), return_inverse=True)
    most = max(2, round(len(values) ** EXPONENT))
    if numbers is None or len(names) <= most:
        return place
    _, order = np.unique(np.asarray(numbers, np.float64), return_inverse=True)
    middle = ranks(list(order)) - 0.5  # equal numbers stay together
    return np.minimum((middle / len(values) * most).astype(int), most - 1)


def is_full(fields: list[list[str]]) -> bool:
    """Whether every combination of the fields' values is there exactly once."""
    points = set(zip(*fields, strict=True))
    return len(points) == len(fields[0]) == math.prod(len(set(values)) for values in fields)


def effects(groups: list[np.ndarray], results: np.ndarray, full: bool) -> list[Effect | None] | None:
    """The effect of each field; None where the results are too few or all the same, or where every result has a group of its own.

    On a full grid the shares are what they are. Elsewhere the company of runs is a sample: what groups explain by mere chance is
    taken off (ε² instead of η²), and leaving out one run at a time (the jackknife) says how far the share may be trusted.
    """
    n = len(results)
    if n < FEWEST or np.ptp(results) == 0:
        return None
    return [_effect(one, results, full) for one in groups]


def _effect(groups: np.ndarray, y: np.ndarray, full: bool) -> Effect | None:
    n = len(y)
    count = np.bincount(groups).astype(np.float64)
    used = int((count > 0).sum())
    means = np.bincount(groups, y) / np.maximum(count, 1)
    inside, all_over = y - means[groups], y - y.mean()
    within, total = float(inside @ inside), float(all_over @ all_over)
    if full:
        return Effect(1 - within / total, 0.0)
    own = count[groups]
    if used < 2 or n - used < 2:
        return None
    share = 1 - (within / (n - used)) / (total / (n - 1))
    fewer = np.where(own > 1, used, used - 1)  # leaving out a run that had a group of its own leaves out the group
    less_within = within - np.where(own > 1, own / np.maximum(own - 1, 1) * inside**2, 0)
    less_total = total - n / (n - 1) * all_over**2
    if not (less_total > 0).all():
        return None
    left_out = 1 - (less_within / (n - 1 - fewer)) / (less_total / (n - 2))
    error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    return Effect(min(1.0, max(0.0, share)), error)
