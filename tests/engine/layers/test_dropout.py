import torch

from engine.cohort import Cohort
from engine.frames import forward, frames
from engine.layers import registry as layers
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

STACK = [{"name": "dense", "units": 9}, {"name": "dropout", "rate": 0.4}, {"name": "dense", "units": 5}]


def test_gradients_are_autograds():
    assert_right(plan_over((4,), STACK))
    assert_right(plan_over((4,), [{"name": "dropout", "rate": 0.2}, *STACK, {"name": "dropout", "rate": 0.5}]))
    assert_right(plan_over((1, 4, 4), [{"name": "conv2d", "activation": "tanh"}, STACK[1], {"name": "flatten"}]))


def test_it_drops_what_the_layers_own_field_drops():
    """Dense with dropout 0.4 and dense before a dropout of 0.4 differ in the mask's layer number: same share and scale."""
    plan = plan_over((4,), STACK)
    cohort = Cohort([plan])
    cohort.load([State.begin(plan)])
    cohort.prepare()
    seen = []
    for index in range(3):
        cohort.gradients(index)
        mask = cohort.stacks[plan.batch][1].mask
        assert set(mask.unique().tolist()) <= {0.0, (1 / (1 - torch.tensor(0.4))).item()}
        seen.append(mask.clone())
    assert not seen[0].equal(seen[1])


def test_judged_networks_lose_nothing():
    plan = plan_over((4,), STACK)
    bare = plan_over((4,), [STACK[0], STACK[2]])
    x, weights = torch.randn(1, 5, 11), torch.randn(1, plan.size)
    assert forward(frames(plan, weights, 11), x).equal(forward(frames(bare, weights, 11), x))


def test_a_rate_of_zero_is_no_layer_at_all():
    stack = [STACK[0], {"name": "dropout", "rate": 0.0}, STACK[2]]
    assert_right(plan_over((4,), stack))
    assert plan_over((4,), stack).cohort_key != plan_over((4,), STACK).cohort_key


def test_members_may_differ_in_the_rate():
    rates = [Plan(parse({"network": {"layers": [{"name": "dropout", "rate": rate}]}})) for rate in (0.2, 0.6)]
    assert rates[0].cohort_key == rates[1].cohort_key


def test_the_same_bits_in_any_company():
    assert_same_bits((4,), STACK)
    assert layers["dropout"].alone is False
