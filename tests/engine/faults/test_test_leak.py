import numpy as np

from engine.plan import Plan
from engine.spec import parse
from tests.engine.faults.naive import RECIPE, Program, assert_same_mistake, refused


class Leaking(Program):
    def __init__(self, recipe):
        super().__init__(recipe)
        self.train = tuple(np.concatenate([one, other]) for one, other in zip(self.train, self.test, strict=True))


def test_the_test_points_are_trained_on():
    assert_same_mistake("test_leak", Leaking)


def test_sizes_are_said_before_anything_is_drawn():
    spec = parse({**RECIPE, "faults": ["test_leak"]})
    plan = Plan(spec)
    assert spec.sizes() == (plan.train_count, plan.test_count) == (40, 20)


def test_a_set_without_unseen_points_is_refused():
    assert "same points" in refused("test_leak", data={"name": "xor_table"})
