import numpy as np

from engine.datasets.regression_gaussian import RegressionGaussian
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_regression_gaussian_can_be_drawn_again_and_split_honestly():
    for entry in (RegressionGaussian(), RegressionGaussian(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_target_is_the_nearest_hill():
    clean, _ = noise_matters(RegressionGaussian, seed=3)
    for point, target in zip(clean.points, clean.targets, strict=True):
        heights = [sign * max(0.0, 1 - np.hypot(point[0] - x, point[1] - y) / 2) for x, y, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))]
        assert target == max(heights, key=abs)
