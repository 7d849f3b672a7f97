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


NONE = 2 * SIDE  # the place of what is no number
CODES = 512  # the top 9 bits of a float32: sign and exponent
NO_NUMBERS = (255, 511)  # NaN, or ±∞


@cache
def _bin_of_code(low: int, width: int) -> np.ndarray:
    """Bin of each code, int64 (512,): −0 counts as 0, and so do numbers so small that arithmetic here flushes them."""
    exponent = np.arange(256) - 127
    size = np.clip((exponent - low) // width, 0, SIDE - 1)
    bins = np.concatenate([SIDE + size, SIDE - 1 - size])
    bins[256] = bins[0]
    return bins


def bins_of(values: np.ndarray, low: int, width: int) -> np.ndarray:
    """Bin 0–31 of each float32 value, 32 for NaN."""
    bins = _bin_of_code(low, width).take(values.view(np.uint32) >> 23)
    bins[np.isnan(values)] = NONE
    return bins


def histograms(values: np.ndarray, layer_of: np.ndarray, starts: np.ndarray, scale: tuple[int, int]) -> np.ndarray:
    """Counts (m, layers, 32) of values (m, parameters); ``layer_of`` numbers each parameter's layer, which ``starts`` begin."""
    moments, layers, wide = len(values), len(starts), NONE + 1
    values = np.ascontiguousarray(values, np.float32)
    if values.shape[1] > PIECE:
        return _of_wide(values, starts, scale)
    places = bins_of(values, *scale)
    places += layer_of * wide
    places += np.arange(moments)[:, None] * (layers * wide)
    return np.bincount(places.ravel(), minlength=moments * layers * wide).reshape(moments, layers, wide)[:, :, :-1]


def _of_wide(values: np.ndarray, starts: np.ndarray, scale: tuple[int, int]) -> np.ndarray:
    """The same of many values: codes are counted, and then told their bins."""
    codes = np.zeros((len(values), len(starts), CODES), np.int64)
    for row, layer, piece in pieces(values, starts):
        codes[row, layer] += np.bincount(piece.view(np.uint32) >> 23, minlength=CODES)
        if codes[row, layer, NO_NUMBERS].any():
            codes[row, layer, NO_NUMBERS[0]] -= np.isnan(piece[piece.view(np.uint32) >> 31 == 0]).sum()
            codes[row, layer, NO_NUMBERS[1]] -= np.isnan(piece[piece.view(np.uint32) >> 31 == 1]).sum()
    one_hot = _bin_of_code(*scale)[:, None] == np.arange(NONE)
    return codes @ one_hot.astype(np.int64)
