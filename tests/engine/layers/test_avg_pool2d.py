import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frames import forward, frames
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

CONV = {"name": "conv2d", "channels": 2, "kernel": 2, "padding": 1, "activation": "tanh"}
FLAT = {"name": "flatten"}


def test_the_mean_worked_by_hand():
    plan = plan_over((1, 2, 4), [{"name": "avg_pool2d"}, FLAT])
    stack = frames(plan, torch.zeros(1, plan.size), 1)
    forward(stack, torch.tensor([[[1.0], [7], [2], [2], [3], [5], [2], [0], [1]]]))
    assert stack[0].a_out.flatten().tolist() == [(1 + 7 + 3 + 5) / 4, (2 + 2 + 2 + 0) / 4]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_gradients_are_autograds_for_any_shape(data):
    draw = data.draw
    shape = (draw(st.integers(1, 2)), draw(st.integers(2, 7)), draw(st.integers(2, 7)))
    pool = {"name": "avg_pool2d", "kernel": draw(st.integers(1, 3)), "stride": draw(st.integers(1, 3))}
    assert_right(plan_over(shape, [CONV, pool, FLAT], seed=draw(st.integers(0, 99))), random_shape=True)


def test_the_same_bits_in_any_company():
    assert_same_bits((2, 7, 5), [CONV, {"name": "avg_pool2d", "stride": 1}, FLAT])


def test_a_flat_input_is_refused_in_words():
    with pytest.raises(ValueError, match="avg_pool2d takes pictures"):
        plan_over((4,), [{"name": "avg_pool2d"}])
