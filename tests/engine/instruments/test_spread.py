import statistics

import numpy as np

from engine.instruments.histogram import GRADIENTS, SIDE, bins_of, histograms
from engine.instruments.spread import PIECE, spreads, squares, sums


def test_rows_that_hardly_vary_keep_their_digits():
    """A saturated layer: nearly all answers are 1. Σv² − (Σv)²/n would lose what tells them apart."""
    draw = np.random.default_rng(2)
    around = np.array([0.0, 1.0, -1.0, 3e4, 1e-8])[:, None]
    values = (around + draw.normal(0, 1e-6, (5, 1000)) * np.maximum(1e-3, np.abs(around))).astype(np.float32)
    means, deviations = spreads(values[:, None])
    for row, mean, deviation in zip(values.tolist(), means, deviations, strict=True):
        np.testing.assert_allclose(mean, statistics.fmean(row), rtol=1e-12, atol=1e-18)
        np.testing.assert_allclose(deviation, statistics.pstdev(row), rtol=1e-9, atol=0)


def test_rows_that_do_not_vary_at_all():
    assert spreads(np.full((2, 3, 111), 0.1, np.float32))[1].max() < 1e-16


def test_a_row_keeps_its_bits_in_company():
    values = np.random.default_rng(3).normal(0.5, 1, (33, 7, 111)).astype(np.float32)
    means, deviations = spreads(values)
    for row in range(33):
        mean, deviation = spreads(values[row : row + 1].copy())
        assert (mean[0], deviation[0]) == (means[row], deviations[row])


def test_what_is_no_number_stays_none():
    values = np.ones((3, 1, 4), np.float32)
    values[0, 0, 1], values[1, 0, 2] = np.nan, np.inf
    with np.errstate(invalid="ignore"):
        means, deviations = spreads(values)
    assert np.isnan(means[0]) and np.isinf(means[1]) and np.isnan(deviations[:2]).all() and deviations[2] == 0


def test_many_numbers_are_measured_in_pieces_as_few_are_at_once():
    draw = np.random.default_rng(4)
    values = (draw.normal(1, 2, (2, 2 * PIECE + 777)) * 10.0 ** draw.integers(-9, 3, (2, 1))).astype(np.float32)
    starts = np.array([0, 5, PIECE + 100])
    layers = np.split(values.astype(np.float64), starts[1:], axis=1)
    total, square = sums(values, starts)
    np.testing.assert_allclose(total, np.stack([layer.sum(axis=1) for layer in layers], axis=1), rtol=1e-10)
    np.testing.assert_allclose(square, np.stack([(layer**2).sum(axis=1) for layer in layers], axis=1), rtol=1e-12)
    np.testing.assert_array_equal(squares(values, starts), square)
    wide = values[:, : 2 * PIECE].reshape(2, 64, -1)
    mean, deviation = spreads(wide)
    for row in range(2):
        np.testing.assert_allclose(mean[row], wide[row].astype(np.float64).mean(), rtol=1e-12)
        np.testing.assert_allclose(deviation[row], wide[row].astype(np.float64).std(), rtol=1e-12)


def test_histograms_of_many_numbers_count_each_in_its_bin():
    values = np.random.default_rng(5).normal(0, 1, (2, PIECE + 50)).astype(np.float32)
    values[0, :6] = [np.nan, -np.nan, np.inf, -np.inf, -0.0, 0.0]
    values[0, 6:9] = np.array([0x7FC00000, 0xFFC00000, 0xFFFFFFFF], np.uint32).view(np.float32)  # NaN of both signs
    starts = np.array([0, 4000])
    found = histograms(values, np.repeat([0, 1], [4000, PIECE - 3950]), starts, GRADIENTS)
    for row in range(2):
        for layer, part in enumerate((values[row, :4000], values[row, 4000:])):
            np.testing.assert_array_equal(found[row, layer], np.bincount(bins_of(part, *GRADIENTS), minlength=33)[:32])
    assert found[0, 0, SIDE] >= 2 and found[0].sum() == PIECE + 50 - 5
