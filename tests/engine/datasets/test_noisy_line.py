import numpy as np

from engine.datasets.noisy_line import NoisyLine
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_noisy_line_can_be_drawn_again_and_split_honestly():
    for entry in (NoisyLine(), NoisyLine(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_least_squares_finds_the_line():
    clean, noisy = noise_matters(NoisyLine, samples=5000, seed=3)
    assert np.abs(clean.points).max() <= 1
    np.testing.assert_allclose(np.polyfit(clean.points[:, 0], clean.targets, 1), [0.8, 0.2], atol=1e-12)
    np.testing.assert_allclose(np.polyfit(noisy.points[:, 0], noisy.targets, 1), [0.8, 0.2], atol=0.05)
