import statistics

import numpy as np

from engine.instruments.spread import spreads


def test_rows_that_hardly_vary_keep_their_digits():
    """A saturated layer: nearly all answers are 1. Σv² − (Σv)²/n would lose what tells them apart."""
    draw = np.random.default_rng(2)
    around = np.array([0.0, 1.0, -1.0, 3e4, 1e-8])[:, None]
    values = (around + draw.normal(0, 1e-6, (5, 1000)) * np.maximum(1e-3, np.abs(around))).astype(np.float32).astype(np.float64)
    means, deviations = spreads(values)
    for row, mean, deviation in zip(values.tolist(), means, deviations, strict=True):
        np.testing.assert_allclose(mean, statistics.fmean(row), rtol=1e-12, atol=1e-18)
        np.testing.assert_allclose(deviation, statistics.pstdev(row), rtol=1e-9, atol=0)


def test_rows_that_do_not_vary_at_all():
    assert spreads(np.full((2, 333), 0.1))[1].max() < 1e-16


def test_a_row_keeps_its_bits_in_company():
    values = np.random.default_rng(3).normal(0.5, 1, (33, 777))
    means, deviations = spreads(values)
    for row in range(33):
        mean, deviation = spreads(values[row : row + 1].copy())
        assert (mean[0], deviation[0]) == (means[row], deviations[row])


def test_what_is_no_number_stays_none():
    values = np.ones((3, 4))
    values[0, 1], values[1, 2] = np.nan, np.inf
    with np.errstate(invalid="ignore"):
        means, deviations = spreads(values)
    assert np.isnan(means[0]) and np.isinf(means[1]) and np.isnan(deviations[:2]).all() and deviations[2] == 0
