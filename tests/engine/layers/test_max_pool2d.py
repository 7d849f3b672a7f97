import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frames import backward, forward, frames
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

CONV = {"name": "conv2d", "channels": 2, "kernel": 2, "padding": 1, "activation": "tanh"}
FLAT = {"name": "flatten"}


def test_the_largest_wins_and_the_first_of_equals_gets_the_gradient():
    plan = plan_over(
        (1, 2, 4), [{"name": "conv2d", "channels": 1, "kernel": 1, "activation": "identity"}, {"name": "max_pool2d"}, FLAT]
    )
    weights, gradient = torch.zeros(1, plan.size), torch.zeros(1, plan.size)
    weights[0, 0] = 1.0  # the convolution hands its input on
    stack = frames(plan, weights, 1, gradient)
    forward(stack, torch.tensor([[[1.0], [7], [2], [2], [3], [5], [2], [0], [1]]]))
    assert stack[1].a_out.flatten().tolist() == [7.0, 2.0]
    stack[1].da.copy_(torch.tensor([[[10.0], [20.0]]]))
    stack[1].backward(stack[1])
    assert stack[0].da.flatten().tolist() == [0, 10, 20, 0, 0, 0, 0, 0]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_gradients_are_autograds_for_any_shape(data):
    draw = data.draw
    shape = (draw(st.integers(1, 2)), draw(st.integers(2, 7)), draw(st.integers(2, 7)))
    pool = {"name": "max_pool2d", "kernel": draw(st.integers(1, 3)), "stride": draw(st.integers(1, 3))}
    assert_right(plan_over(shape, [CONV, pool, FLAT], seed=draw(st.integers(0, 99))), random_shape=True)


def test_it_may_come_first():
    plan = plan_over((1, 6, 6), [{"name": "max_pool2d"}, FLAT, {"name": "dense", "units": 4}])
    assert [slot.out_shape for slot in plan.slots] == [(1, 3, 3), (9,), (4,), (3,)] and not plan.slots[0].blocks
    assert_right(plan)


def test_equal_values_are_shared_out_as_torch_does():
    """Behind a rectifier most windows hold several zeros."""
    relu = CONV | {"activation": "relu"}
    plan = plan_over((1, 5, 5), [relu, {"name": "max_pool2d", "kernel": 3, "stride": 1}, FLAT])
    gradient = torch.zeros(1, plan.size)
    stack = frames(plan, plan.initial().unsqueeze(0), 7, gradient)
    out = forward(stack, plan.x[:7].T.unsqueeze(0).contiguous())
    stack[-1].da.copy_(out)
    backward(stack)
    x = stack[0].a_out.view(2, 6, 6, 7).permute(3, 0, 1, 2).clone().requires_grad_()
    torch.nn.MaxPool2d(3, 1)(x).backward(stack[1].da.view(2, 4, 4, 7).permute(3, 0, 1, 2))
    theirs = x.grad.permute(1, 2, 3, 0).reshape(72, 7) * (stack[0].z[0] > 0)  # da of the convolution is dL/dz by now
    assert torch.allclose(stack[0].da[0], theirs, atol=1e-6)


def test_the_same_bits_in_any_company():
    assert_same_bits((2, 7, 5), [CONV, {"name": "max_pool2d", "stride": 1}, FLAT])


def test_a_window_larger_than_the_picture_is_refused_in_words():
    with pytest.raises(ValueError, match="a kernel of 5 px does not fit into 1 × 4 × 4"):
        plan_over((1, 4, 4), [{"name": "max_pool2d", "kernel": 5}, FLAT])
