import numpy as np

from engine.datasets.regression_plane import RegressionPlane
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_regression_plane_can_be_drawn_again_and_split_honestly():
    for entry in (RegressionPlane(), RegressionPlane(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_target_is_a_tilted_plane():
    clean, _ = noise_matters(RegressionPlane, seed=3)
    np.testing.assert_allclose(clean.targets, (clean.points[:, 0] + clean.points[:, 1]) / 10, rtol=1e-14)
    assert 5.9 < np.abs(clean.points).max() <= 6


def test_noise_judges_a_moved_point_but_draws_it_where_it_was():
    clean, noisy = noise_matters(RegressionPlane, samples=5000, seed=3)
    np.testing.assert_array_equal(clean.points, noisy.points)
    moved = (noisy.targets - clean.targets) * 10  # the sum of two even draws from ±6·0.4
    assert 4.5 < np.abs(moved).max() <= 4.8
    np.testing.assert_allclose(moved.var(), 2 * 4.8**2 / 12, rtol=0.05)
