"""Fixed signed logarithmic bins, so that histograms of different epochs and runs can be laid over each other.

16 bins a sign, each ``width`` octaves wide: |v| in [2^(low + width·k), 2^(low + width·(k+1))), the outer ones open-ended
(0 falls into the smallest positive bin). Bins run from large negative through small to large positive. NaN is counted
nowhere. Edges are whole powers of two, so a value's bin is read off the exponent bits of its float32.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.instruments.spread import PIECE, pieces

SIDE = 16
GRADIENTS = (-24, 2)  # (low, width): 2^−24 … 2^8, two octaves a bin, because gradients span many sizes
WEIGHTS = (-11, 1)  # 2^−11 … 2^5, one octave a bin


@cache
def _bin_of_exponent(low: int, width: int) -> np.ndarray:
    """Bin of each (sign, exponent) pair, the top 9 bits of a float32: int64 (512,)."""
    exponent = np.arange(256) - 127
    size = np.clip((exponent - low) // width, 0, SIDE - 1)
    return np.concatenate([SIDE + size, SIDE - 1 - size])


def bins_of(values: np.ndarray, low: int, width: int) -> np.ndarray:
    """Bin 0–31 of each float32 value, 32 for NaN; −0 counts as 0."""
    values = np.ascontiguousarray(values, np.float32) + np.float32(0)  # −0 + 0 is +0
    bins = _bin_of_exponent(low, width).take(values.view(np.uint32) >> 23)
    bins[np.isnan(values)] = 2 * SIDE
    return bins


def histograms(values: np.ndarray, layer_of: np.ndarray, starts: np.ndarray, scale: tuple[int, int]) -> np.ndarray:
    """Counts (m, layers, 32) of values (m, parameters); ``layer_of`` numbers each parameter's layer, which ``starts`` begin."""
    moments, layers, wide = len(values), len(starts), 2 * SIDE + 1
    if values.shape[1] > PIECE:
        counts = np.zeros((moments, layers, wide), np.int64)
        for row, layer, piece in pieces(values, starts):
            counts[row, layer] += np.bincount(bins_of(piece, *scale), minlength=wide)
        return counts[:, :, :-1]
    places = bins_of(values, *scale)
    places += layer_of * wide
    places += np.arange(moments)[:, None] * (layers * wide)
    return np.bincount(places.ravel(), minlength=moments * layers * wide).reshape(moments, layers, wide)[:, :, :-1]
