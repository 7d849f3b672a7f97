import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frames import backward, forward, frames
from engine.initializers import registry as initializers
from engine.layers.conv2d import Conv2d
from engine.spec import Refused, parse
from tests.engine.gradients import assert_right
from tests.engine.layers.shaped import plan_over

FLAT = {"name": "flatten"}


def conv(**fields):
    return {"name": "conv2d", "activation": "tanh", **fields}


def test_a_convolution_worked_by_hand():
    """One channel of 3 × 3, a 2 × 2 filter that takes the upper left minus the lower right, plus ½."""
    plan = plan_over((1, 3, 3), [conv(channels=1, kernel=2, activation="identity"), FLAT])
    weights, gradient = torch.zeros(1, plan.size), torch.zeros(1, plan.size)
    weights[0, :5] = torch.tensor([1.0, 0.0, 0.0, -1.0, 0.5])
    stack = frames(plan, weights, 1, gradient)
    forward(stack, torch.tensor([[[1.0], [2], [3], [4], [5], [6], [7], [8], [10], [1]]]))
    assert stack[0].z.flatten().tolist() == [1 - 5 + 0.5, 2 - 6 + 0.5, 4 - 8 + 0.5, 5 - 10 + 0.5]
    stack[0].da.copy_(torch.tensor([1.0, 0, 0, 2]).view(1, 4, 1))
    stack[0].backward(stack[0])
    assert gradient[0, :5].tolist() == [1 * 1 + 2 * 5, 1 * 2 + 2 * 6, 1 * 4 + 2 * 8, 1 * 5 + 2 * 10, 3]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_gradients_are_autograds_for_any_shape(data):
    draw = data.draw
    channels, height, width = draw(st.integers(1, 3)), draw(st.integers(1, 7)), draw(st.integers(1, 7))
    padding = draw(st.integers(0, 2))
    kernel = draw(st.integers(1, min(3, min(height, width) + 2 * padding)))
    first = conv(channels=draw(st.integers(1, 3)), kernel=kernel, stride=draw(st.integers(1, 3)), padding=padding)
    first["bias"] = draw(st.booleans())
    second = conv(channels=draw(st.integers(1, 3)), kernel=draw(st.integers(1, 2)), padding=draw(st.integers(1, 2)))
    second["stride"] = draw(st.integers(1, 2))
    assert_right(plan_over((channels, height, width), [first, second, FLAT], seed=draw(st.integers(0, 99))), random_shape=True)


def test_it_says_what_comes_out():
    layer = Conv2d(channels=8, kernel=3, stride=2, padding=1)
    assert layer.shape_out((1, 28, 28)) == (8, 14, 14)
    plan = plan_over((1, 28, 28), [conv(channels=8), FLAT])
    assert [slot.out_shape for slot in plan.slots] == [(8, 26, 26), (5408,), (3,)]
    assert plan.slots[0].parameters == 8 * 9 + 8


@pytest.mark.parametrize("name", list(initializers.entries))
def test_first_weights_have_the_spread_that_torchs_fans_give(name):
    """He looks at fan_in = 4·25 = 100, Xavier also at fan_out = 64·25: deviations of torch's own initializers."""
    entry = initializers[name]()
    plan = plan_over((4, 6, 6), [conv(channels=64, kernel=5), FLAT])
    drawn = Conv2d(channels=64, kernel=5).initial(plan.slots[0].blocks, entry, torch.Generator().manual_seed(0))[0][:-1]
    module = torch.nn.Conv2d(4, 64, 5)
    torch.manual_seed(0)
    rule = {
        "xavier_uniform": torch.nn.init.xavier_uniform_,
        "xavier_normal": torch.nn.init.xavier_normal_,
        "he_uniform": lambda w: torch.nn.init.kaiming_uniform_(w, nonlinearity="relu"),
        "he_normal": lambda w: torch.nn.init.kaiming_normal_(w, nonlinearity="relu"),
    }.get(name)
    if name in ("normal", "uniform", "zeros"):
        return
    if rule:
        rule(module.weight)
    assert np.isclose(drawn.std().item(), module.weight.std().item(), rtol=0.05)


def test_a_flat_input_is_refused_in_words():
    with pytest.raises(Refused) as refused:
        parse({"network": {"layers": [{"name": "dense", "units": 3}, {"name": "conv2d"}]}})
    (problem,) = refused.value.problems
    assert problem.path == "network.layers.1" and "conv2d takes pictures" in problem.message and "shape 3" in problem.message


def test_a_kernel_larger_than_the_picture_is_refused_in_words():
    with pytest.raises(ValueError, match="a kernel of 9 px does not fit into 1 × 4 × 4 with a padding of 2"):
        plan_over((1, 4, 4), [conv(kernel=9, padding=2), FLAT])


def test_what_is_not_flattened_is_refused_in_words():
    with pytest.raises(ValueError, match=r"has the shape 8 × 2 × 2\. Put flatten before it"):
        plan_over((1, 4, 4), [conv()])


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_the_same_bits_in_any_company(rows):
    """A row's answers and gradient are those of the row alone, the first layer's and the next one's."""
    plan = plan_over((2, 9, 7), [conv(channels=5, padding=1), conv(channels=1, stride=2, bias=False), FLAT])
    weights, x = torch.randn(17, plan.size) * 0.3, torch.randn(17, 2 * 9 * 7 + 1, 10)
    x[:, -1] = 1

    def made(rows):
        gradient = torch.zeros(len(weights[rows]), plan.size)
        stack = frames(plan, weights[rows].clone(), 10, gradient)
        out = forward(stack, x[rows].clone()).clone()
        stack[-1].da.copy_(out)
        backward(stack)
        return out, gradient

    together = made(slice(0, 17))
    for row in range(0, 17 - rows + 1, 4):
        for whole, part in zip(together, made(slice(row, row + rows)), strict=True):
            assert whole[row : row + rows].equal(part)
