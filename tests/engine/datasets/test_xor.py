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
