import torch
from torch import nn

from engine.frames import forward, frames
from tests.engine.gradients import assert_right
from tests.engine.layers.shaped import plan_over


def test_flatten_keeps_the_order_of_units():
    plan = plan_over((2, 3, 4), [{"name": "flatten"}])
    assert plan.slots[0].out_shape == (24,) and not plan.slots[0].blocks
    x = torch.randn(5, 2, 3, 4)
    weights = torch.randn(plan.size)
    block = plan.slots[1].blocks[0].of(weights)
    expected = nn.Flatten()(x) @ block[:-1] + block[-1]
    ones = torch.cat([x.reshape(5, -1).T, torch.ones(1, 5)])
    assert torch.allclose(forward(frames(plan, weights.unsqueeze(0), 5), ones.unsqueeze(0))[0].T, expected, atol=1e-5)


def test_a_flat_input_may_be_flattened_anywhere():
    plan = plan_over((6,), [{"name": "flatten"}, {"name": "dense", "units": 5}, {"name": "flatten"}])
    assert [slot.out_shape for slot in plan.slots] == [(6,), (5,), (5,), (3,)]
    assert_right(plan)
