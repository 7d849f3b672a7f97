import numpy as np

from engine.datasets.random_labels import RandomLabels
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_random_labels_can_be_drawn_again_and_split_honestly():
    for entry in (RandomLabels(), RandomLabels(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_labels_are_even_random_numbers_that_know_nothing_of_the_inputs():
    sample = RandomLabels(samples=5000, seed=3).sample()
    x, y = sample.points[:, 0], sample.targets
    for numbers in (x, y):
        assert numbers.min() >= 0 and numbers.max() < 1
        np.testing.assert_allclose([numbers.mean(), numbers.var()], [1 / 2, 1 / 12], rtol=0.03)
    assert abs(np.corrcoef(x, y)[0, 1]) < 3 / np.sqrt(5000)
    assert abs(np.corrcoef((x - 0.5) ** 2, y)[0, 1]) < 3 / np.sqrt(5000)


def test_a_straight_line_trained_on_them_ends_at_the_variance_of_the_labels():
    data = {"name": "random_labels", "samples": 2000}
    training = {"epochs": 60, "batch_size": 32}
    plan = Plan(parse({"data": data, "network": {"layers": []}, "optimizer": {"name": "sgd", "lr": 0.01}, "training": training}))
    [made] = train([Member(plan, State.begin(plan))], 60)
    best = np.polyfit(plan.data.train_points[:, 0], plan.data.train_targets, 1, full=True)[1][0] / plan.train_count
    loss = made.columns["train_loss"][-1]
    assert best <= loss < best * 1.02 and abs(loss - 1 / 12) < 0.005
