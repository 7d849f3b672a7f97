import pytest
import torch

from engine.frames import backward, forward, frames
from tests.engine.gradients import assert_right
from tests.engine.layers.company import assert_same_bits
from tests.engine.layers.shaped import plan_over

DENSE, FLAT = {"name": "dense", "units": 5}, {"name": "flatten"}
CONV = {"name": "conv2d", "channels": 2, "kernel": 3, "padding": 1, "activation": "tanh"}


def around(over: int) -> dict:
    return {"name": "residual", "over": over}


def test_a_residual_layer_worked_by_hand():
    """x → 2x → 2x + x = 3x → output 1·(3x); dL/dx reaches the first weight only through the layer, w = 2."""
    stack = [
        {"name": "dense", "units": 1, "activation": "identity"},
        {"name": "dense", "units": 1, "activation": "identity"},
        around(1),
    ]
    plan = plan_over((1,), stack)
    weights, gradient = torch.zeros(1, plan.size), torch.zeros(1, plan.size)
    weights[0, 0], weights[0, 2], weights[0, 4] = 3.0, 2.0, 1.0
    made = frames(plan, weights, 1, gradient)
    out = forward(made, torch.tensor([[[5.0], [1.0]]]))
    assert out[0, 0, 0].item() == 3 * 5 * 2 + 3 * 5  # (w₂·w₁·x + w₁·x)
    made[-1].da.zero_()
    made[-1].da[0, 0, 0] = 1.0
    backward(made)
    assert gradient[0, 0].item() == 5 * (2 + 1)  # x·(w₂ + 1): through the layer and around it
    assert gradient[0, 2].item() == 15  # w₁·x


@pytest.mark.parametrize(
    ("shape", "stack"),
    [
        ((5,), [DENSE, DENSE, around(2)]),  # around the first layer: nothing below needs a gradient
        ((4,), [DENSE, DENSE, around(1), DENSE, around(3), DENSE, around(2)]),  # one inside the other
        ((4,), [DENSE, DENSE | {"dropout": 0.3}, around(1), {"name": "batch_norm"}, around(2)]),
        ((4,), [DENSE, {"name": "dropout", "rate": 0.4}, DENSE, around(2), around(1), around(1)]),
        ((4,), [DENSE, FLAT, DENSE, around(1), around(3)]),  # from a layer that shares its buffers
        ((1, 4, 5), [CONV, CONV, {"name": "batch_norm"}, CONV, around(3), {"name": "max_pool2d"}, FLAT]),
        ((2, 4, 5), [CONV, around(1), FLAT]),
        ((5,), [FLAT, DENSE, around(2), DENSE, around(1)]),
    ],
)
def test_gradients_are_autograds(shape, stack):
    assert_right(plan_over(shape, stack))


def test_a_tower_of_fifty_layers_passes_its_gradient_down():
    """Sigmoid layers of half slope: without the way around, the first gradient is 10⁻⁶ of the last; with it, of its size."""
    sigmoid = {"name": "dense", "units": 4, "activation": "sigmoid"}
    with_it = plan_over((4,), [sigmoid, *([sigmoid, around(1)] * 24)])
    without = plan_over((4,), [sigmoid] * 25)
    ratios = []
    for plan in (with_it, without):
        gradient = torch.zeros(1, plan.size)
        stack = frames(plan, plan.initial().unsqueeze(0), 7, gradient)
        stack[-1].da.copy_(forward(stack, plan.x[:7].T.unsqueeze(0).contiguous()))
        backward(stack)
        norms = [gradient[0, slot.start : slot.stop].norm() for slot in plan.trained]
        ratios.append((norms[0] / norms[-2]).item())
    assert ratios[0] > 1e-2 and ratios[1] < 1e-8


def test_the_same_bits_in_any_company():
    assert_same_bits((4,), [DENSE, DENSE, around(1), DENSE, around(3)])


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        ([around(1)], "residual goes over 1 layers, and only 0 are below it"),
        ([DENSE, DENSE, around(2)], "residual adds 4 to 5; both need the same shape"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(stack, says):
    with pytest.raises(ValueError, match=says):
        plan_over((4,), stack)
