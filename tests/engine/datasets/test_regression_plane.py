import numpy as np

from engine.datasets.regression_plane import RegressionPlane
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_regression_plane_can_be_drawn_again_and_split_honestly():
    for entry in (RegressionPlane(), RegressionPlane(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_target_is_a_tilted_plane():
    clean, noisy = noise_matters(RegressionPlane, seed=3)
    np.testing.assert_allclose(clean.targets, clean.points.sum(1) / 10)
    assert np.abs(clean.targets).max() <= 1 and 0.3 < (noisy.targets - clean.targets).std() < 0.5
