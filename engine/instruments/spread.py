"""Mean and standard deviation of many numbers at once, in float64."""

from __future__ import annotations

import numpy as np

CANCELS = 1e-4  # of mean²: with a variance below it, the difference of two large sums keeps fewer than twelve digits


def spreads(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(mean, standard deviation divided by n) of each row of float64 values (m, n).

    Both are read off Σv and Σv², in one pass; rows whose variance would drown in that difference are passed over again, with
    their mean taken away. A row's own numbers alone decide.
    """
    count = values.shape[1]
    # A product of vectors a row: one of a matrix with a vector sums a row in another order when it has other company.
    mean = np.vecdot(values, np.ones(count)) / count
    variance = np.vecdot(values, values) / count - mean * mean
    for row in np.flatnonzero(variance < CANCELS * mean * mean):
        away = values[row] - mean[row]
        variance[row] = away @ away / count
    return mean, np.sqrt(variance)
