import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frames import forward, frames
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

NORM, FLAT = {"name": "layer_norm"}, {"name": "flatten"}
DENSE = {"name": "dense", "units": 5}
CONV = {"name": "conv2d", "channels": 3, "kernel": 2, "activation": "tanh"}


@pytest.mark.parametrize(
    ("shape", "stack"),
    [
        ((4,), [NORM]),
        ((4,), [DENSE, NORM, DENSE, NORM]),
        ((2, 4, 5), [NORM, CONV, NORM, FLAT]),
        ((6, 4), [NORM, FLAT, DENSE]),
    ],
)
def test_gradients_are_autograds(shape, stack):
    assert_right(plan_over(shape, stack))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_gradients_are_autograds_for_any_shape(data):
    draw = data.draw
    shape = tuple(draw(st.integers(3, 6)) for _ in range(draw(st.integers(1, 3))))
    assert_right(plan_over(shape, [NORM, FLAT, DENSE], seed=draw(st.integers(0, 99))), random_shape=True)


def test_every_point_gets_mean_zero_and_deviation_one():
    plan = plan_over((6,), [NORM])
    stack = frames(plan, plan.initial().unsqueeze(0), 9)
    forward(stack, torch.randn(1, 7, 9) * 5 + 3)
    answers = stack[0].a_out[0]
    assert answers.mean(dim=0).abs().max() < 1e-6 and (answers.std(dim=0, correction=0) - 1).abs().max() < 1e-4


def test_of_a_sequence_each_moment_is_normalized_by_itself():
    plan = plan_over((6, 4), [NORM, FLAT])
    assert plan.slots[0].blocks[0].fan_out == 4
    x = torch.randn(3, 6, 4)
    stack = frames(plan, plan.initial().unsqueeze(0), 3)
    forward(stack, torch.cat([x.reshape(3, -1).T, torch.ones(1, 3)]).unsqueeze(0))
    assert torch.allclose(stack[0].a_out[0].T.reshape(3, 6, 4), torch.nn.LayerNorm(4)(x), atol=1e-5)


def test_the_same_bits_in_any_company():
    assert_same_bits((7,), [{"name": "dense", "units": 9}, NORM])
    assert_same_bits((2, 5, 4), [CONV, NORM, FLAT])
    assert_same_bits((5, 3), [NORM, FLAT])
