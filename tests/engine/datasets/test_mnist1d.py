import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from engine.datasets.mnist1d import PEN, Mnist1d
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_mnist1d_can_be_drawn_again_and_split_honestly():
    for entry in (Mnist1d(), Mnist1d(seed=7, test_share=0.3, samples=100)):
        keeps_its_promises(entry)
        is_split(entry)
    noise_matters(Mnist1d)


def test_there_are_forty_steps_and_every_digit_comes_as_often():
    raw = Mnist1d(samples=1000).sample()
    assert raw.points.shape == (1000, 40) and Mnist1d().shape() == (40, 1)
    assert np.bincount(raw.targets).tolist() == [100] * 10


def test_ten_templates_begin_and_end_at_rest_and_no_two_are_alike():
    """Each is told from each other even after the best shift in height, size and tilt, by at least a tenth of what they hold."""
    pen = np.array(PEN)
    assert pen.shape == (10, 12) and (pen[:, [0, -1]] == 0).all()
    line = np.stack([np.ones(12), np.linspace(-1, 1, 12)], axis=1)
    for i, one in enumerate(pen):
        for other in np.delete(pen, i, axis=0):
            basis = np.concatenate([line, other[:, None]], axis=1)
            shift, tilt, size = np.linalg.lstsq(basis, one, rcond=None)[0]
            rest = one - basis @ [shift, tilt, max(size, 0)]  # a mirrored digit is another one: size is never negative
            assert (rest**2).sum() > 0.1 * ((one - one.mean()) ** 2).sum()


def test_a_neighbour_by_distance_knows_something_but_far_from_all():
    """The published set's point: what stands anywhere in the sequence is hard for whoever compares place by place."""
    split = Mnist1d().split()
    score = KNeighborsClassifier(5).fit(split.train_x, split.train_targets).score(split.test_x, split.test_targets)
    assert 0.2 < score < 0.8
