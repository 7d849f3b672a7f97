import numpy as np

from engine.datasets.spirals import Spirals
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_spirals_can_be_drawn_again_and_split_honestly():
    for entry in (Spirals(), Spirals(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_angle_follows_from_the_radius():
    clean, _ = noise_matters(Spirals, seed=3)
    radius = np.hypot(*clean.points.T)
    angle = np.arctan2(clean.points[:, 0], clean.points[:, 1])
    turned = radius / 5 * 1.75 * 2 * np.pi + np.where(clean.targets == 1, 0, np.pi)
    inside = radius > 1e-9
    np.testing.assert_allclose(np.cos(angle - turned)[inside], 1, atol=1e-9)
    assert radius.max() <= 5


def test_noise_moves_points_by_no_more_than_itself():
    clean, noisy = noise_matters(Spirals, seed=3)
    assert 0.38 < np.abs(noisy.points - clean.points).max() <= 0.4
