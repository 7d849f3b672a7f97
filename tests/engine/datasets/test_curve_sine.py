import math

import numpy as np

from engine.datasets.curve_sine import CurveSine
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_the_sine_curve_can_be_drawn_again_and_split_honestly():
    for entry in (CurveSine(), CurveSine(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_points_lie_on_as_many_waves_as_asked():
    clean, noisy = noise_matters(CurveSine, samples=2000, waves=2.0, seed=3)
    for (x,), y in zip(clean.points, clean.targets, strict=True):
        assert abs(y - math.sin(2 * math.pi * x)) < 1e-12  # two whole waves over an interval of length 2
    by_x = clean.targets[np.argsort(clean.points[:, 0])]
    assert (np.diff(np.sign(by_x)) != 0).sum() == 3  # at −1/2, 0 and 1/2
    np.testing.assert_array_equal(clean.points, noisy.points)
    np.testing.assert_allclose((noisy.targets - clean.targets).std(), 0.4, rtol=0.05)
