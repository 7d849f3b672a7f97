import numpy as np

from engine.datasets.circles import Circles
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_circles_can_be_drawn_again_and_split_honestly():
    for entry in (Circles(), Circles(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_radius_decides_the_class():
    clean, noisy = noise_matters(Circles, seed=3)
    radius = np.hypot(*clean.points.T)
    assert ((radius < 2.5) == (clean.targets == 1)).all() and radius.max() <= 5 and not ((radius > 2.5) & (radius < 3.5)).any()
    np.testing.assert_array_equal(clean.points, noisy.points)  # noise judges a moved point, it does not draw it moved
