"""Sums, means and standard deviations of many numbers at once, in float64.

Numbers are passed over in pieces that stay in a processor's nearest memory: arrays of float64 as long as a wide layer is would be
written to the far one and read again, which takes longer than adding them up. How a row is cut depends on its length alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

CANCELS = 1e-4  # of mean²: with a variance below it, the difference of two large sums keeps fewer than twelve digits
PIECE = 16_384  # numbers: 128 KiB


def spreads(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(mean, standard deviation divided by n) of all numbers of each moment, of float32 values (m, …).

    Both are read off Σv and Σv², in one pass; moments whose variance would drown in that difference are passed over again, with
    their mean taken away. A moment's own numbers alone decide.
    """
    moments, count = len(values), values[0].size
    total, square, lines = np.zeros(moments), np.zeros(moments), max(1, PIECE // values[0, 0].size)
    step = values.shape[1] if count <= PIECE else lines
    for low in range(0, values.shape[1], step):
        wide = values[:, low : low + step].astype(np.float64, order="C").reshape(moments, -1)
        # Products of vectors: one of a matrix with a vector sums a row in another order when it has other company.
        total += np.vecdot(wide, np.ones(wide.shape[1]))
        square += np.vecdot(wide, wide)
    mean = total / count
    variance = square / count - mean * mean
    for row in np.flatnonzero(drowns(mean, variance)):
        away = values[row].astype(np.float64).ravel() - mean[row]
        variance[row] = away @ away / count
    return mean, np.sqrt(variance)


def drowns(mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Where Σv²/n − mean² has lost too many digits to be taken."""
    return variance < CANCELS * mean * mean


def sums(values: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Σv and Σv² over each layer, float64 (m, layers), of values (m, parameters); ``starts`` are the layers' first places."""
    if values.shape[1] <= PIECE:
        wide = values.astype(np.float64)
        return np.add.reduceat(wide, starts, axis=1), np.add.reduceat(wide * wide, starts, axis=1)
    found, ones = np.zeros((2, len(values), len(starts))), np.ones(PIECE)
    for row, layer, piece in pieces(values, starts):
        wide = piece.astype(np.float64)
        found[0, row, layer] += wide @ ones[: len(wide)]
        found[1, row, layer] += wide @ wide
    return found[0], found[1]


def squares(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Σv² alone, see :func:`sums`."""
    if values.shape[1] <= PIECE:
        wide = values.astype(np.float64)
        return np.add.reduceat(wide * wide, starts, axis=1)
    found = np.zeros((len(values), len(starts)))
    for row, layer, piece in pieces(values, starts):
        wide = piece.astype(np.float64)
        found[row, layer] += wide @ wide
    return found


def pieces(values: np.ndarray, starts: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
    """(row, layer, some neighbouring numbers of them), until all of values (m, parameters) were seen."""
    stops = [*starts[1:].tolist(), values.shape[1]]
    for row, whole in enumerate(values):
        for layer, (start, stop) in enumerate(zip(starts.tolist(), stops, strict=True)):
            for low in range(start, stop, PIECE):
                yield row, layer, whole[low : min(low + PIECE, stop)]
