import numpy as np

from engine.datasets.xor import Xor
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_xor_can_be_drawn_again_and_split_honestly():
    for entry in (Xor(), Xor(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_quadrant_decides_the_class():
    clean, _ = noise_matters(Xor, seed=3)
    assert ((clean.points.prod(axis=1) > 0) == (clean.targets == 1)).all() and np.abs(clean.points).min() >= 0.3


def test_noise_judges_a_point_moved_by_up_to_five_times_itself():
    clean, noisy = noise_matters(Xor, samples=5000, seed=3)
    np.testing.assert_array_equal(clean.points, noisy.points)
    turned = clean.targets != noisy.targets
    assert np.abs(clean.points[turned]).min(axis=1).max() <= 2  # nobody farther than 5·0.4 from an axis changes side
    assert 0.1 < turned.mean() < 0.4
