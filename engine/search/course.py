"""The best result so far, as a search goes on: in the order it went, and on average over all orders it could have gone."""

from __future__ import annotations

import math

import numpy as np


def so_far(values: list[float], smaller: bool) -> list[float]:
    """The best of the first, of the first two… `values` with NaN for what gave no result; NaN before anything did."""
    best, found = math.nan, []
    for value in values:
        if not math.isnan(value) and (math.isnan(best) or (value < best if smaller else value > best)):
            best = value
        found.append(best)
    return found


def expected(values: list[float], smaller: bool, counts: list[int]) -> list[float]:
    """The mean best of k of these results, taken in any order, for each k of `counts`: exact, not simulated.

    With the n results sorted from worst to best, the i-th is the best of k exactly when the other k − 1 come from the i − 1
    below: in C(i−1, k−1) of C(n, k) choices. What gave no result counts as the worst that there is.
    """
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return [math.nan] * len(counts)
    worst = max(known) if smaller else min(known)
    ordered = np.sort([worst if math.isnan(value) else value for value in values])
    ordered = ordered[::-1] if smaller else ordered
    n = len(ordered)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])  # ln 0!, ln 1!, …
    found = []
    for k in counts:
        i = np.arange(k, n + 1)
        chance = np.exp(logs[i - 1] - logs[k - 1] - logs[i - k] - (logs[n] - logs[k] - logs[n - k]))
        found.append(float(chance @ ordered[k - 1 :]))
    return found
