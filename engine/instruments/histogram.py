"""Fixed signed logarithmic bins, so that histograms of different epochs and runs can be laid over each other.

16 bins a sign, each 1.5 octaves wide: |v| in [2^(−20+1.5k), 2^(−20+1.5(k+1))), the outer ones open-ended (0 falls into
the smallest positive bin). Bins run from large negative through small to large positive. NaN is counted nowhere.
"""

from __future__ import annotations

import numpy as np

SIDE, LOWEST, WIDTH = 16, -20.0, 1.5


def bins_of(values: np.ndarray) -> np.ndarray:
    """Bin 0–31 of each value, 32 for NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor((np.log2(np.abs(values)) - LOWEST) / WIDTH)
    size = np.where(np.isnan(size), 0, np.clip(size, 0, SIDE - 1)).astype(np.int64)
    bins = np.where(values < 0, SIDE - 1 - size, SIDE + size)
    return np.where(np.isnan(values), 2 * SIDE, bins)


def histograms(values: np.ndarray, layer_of: np.ndarray, layers: int) -> np.ndarray:
    """Counts (m, layers, 32) of values (m, parameters); ``layer_of`` numbers each parameter's layer."""
    moments, wide = len(values), 2 * SIDE + 1
    place = (np.arange(moments)[:, None] * layers + layer_of) * wide + bins_of(values)
    return np.bincount(place.ravel(), minlength=moments * layers * wide).reshape(moments, layers, wide)[:, :, :-1]
