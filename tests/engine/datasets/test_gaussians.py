import numpy as np

from engine.datasets.gaussians import Gaussians
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_gaussians_can_be_drawn_again_and_split_honestly():
    for entry in (Gaussians(), Gaussians(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_the_clouds_stand_on_the_diagonal_and_widen_with_noise():
    clean, noisy = noise_matters(Gaussians, samples=5000, seed=3)
    for sample, variance in ((clean, 0.5), (noisy, 0.5 + 7 * 0.4)):
        cloud = sample.points[sample.targets == 1]
        np.testing.assert_allclose(cloud.mean(0), [2, 2], atol=0.15)
        np.testing.assert_allclose(cloud.var(0), variance, rtol=0.1)
