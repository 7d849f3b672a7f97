import numpy as np

from engine.datasets.moons import Moons
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_moons_can_be_drawn_again_and_split_honestly():
    for entry in (Moons(), Moons(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_without_noise_the_points_lie_on_scikit_learns_moons():
    from sklearn.datasets import make_moons

    clean, _ = noise_matters(Moons, seed=3)
    theirs, label = make_moons(2000, noise=0)
    theirs = 3 * (theirs - [0.5, 0.25])
    for kind in (0, 1):
        away = np.hypot(*(clean.points[clean.targets == kind][:, None] - theirs[label == kind]).transpose(2, 0, 1)).min(axis=1)
        assert away.max() < 0.02
