import numpy as np

from engine.datasets.regression_gaussian import RegressionGaussian
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_regression_gaussian_can_be_drawn_again_and_split_honestly():
    for entry in (RegressionGaussian(), RegressionGaussian(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


HILLS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def test_without_noise_a_point_takes_the_height_of_the_hill_it_stands_on():
    clean, noisy = noise_matters(RegressionGaussian, seed=3)
    for (x1, x2), target in zip(clean.points, clean.targets, strict=True):
        heights = [sign * max(0.0, 1 - np.hypot(x1 - x, x2 - y) / 2) for x, y, sign in HILLS]
        assert target == max(heights, key=abs)
    np.testing.assert_array_equal(clean.points, noisy.points)  # noise judges a moved point, it does not draw it moved
    assert np.abs(noisy.targets).max() <= 1
