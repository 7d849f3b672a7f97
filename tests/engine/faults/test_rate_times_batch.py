import numpy as np

from engine.plan import Plan
from engine.rates import planned
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.faults.naive import RECIPE, Program, assert_same_mistake, refused


class Longer(Program):
    def rate(self):
        return self.spec.optimizer.lr * self.spec.training.batch_size


def test_steps_are_as_many_times_longer_as_a_batch_has_points():
    assert_same_mistake("rate_times_batch", Longer, optimizer={"name": "sgd", "lr": 0.05})


def test_the_rate_recorded_and_the_rate_planned_are_the_one_used():
    spec = parse({**RECIPE, "faults": ["rate_times_batch"]})
    plan = Plan(spec)
    recorded = train([Member(plan, State.begin(plan))], 4)[0].columns["lr"]
    assert np.allclose(recorded, 0.2 * 6) and np.allclose(planned(spec)[1], 0.2 * 6)


def test_a_batch_of_one_is_refused():
    assert "one point" in refused("rate_times_batch", training={"batch_size": 1})
