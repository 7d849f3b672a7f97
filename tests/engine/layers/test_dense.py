import torch

from engine.frames import backward, forward, frames
from engine.plan import Plan
from engine.spec import parse


def test_a_dense_layer_worked_by_hand():
    plan = Plan(parse({"data": {"name": "xor_table"}, "network": {"layers": []}, "training": {"batch_size": None}}))
    weights, gradient = torch.tensor([[2.0, -1.0, 0.5]]), torch.zeros(1, 3)  # z = 2·x1 − x2 + ½
    stack = frames(plan, weights, 2, gradient)
    x = torch.tensor([[[1.0, 3.0], [2.0, 4.0], [1.0, 1.0]]])  # points (1, 2) and (3, 4), and the row of ones
    assert forward(stack, x).tolist() == [[[0.5, 2.5]]]
    stack[-1].da.copy_(torch.tensor([[[10.0, 1.0]]]))
    backward(stack)
    assert gradient.tolist() == [[10 * 1 + 1 * 3, 10 * 2 + 1 * 4, 10 + 1]]


def test_without_a_bias_its_row_gets_no_gradient():
    plan = Plan(parse({"network": {"layers": [{"name": "dense", "units": 3, "bias": False}]}}))
    gradient = torch.ones(1, plan.size)
    stack = frames(plan, torch.randn(1, plan.size), 4, gradient)
    forward(stack, torch.randn(1, 3, 4))
    stack[-1].da.fill_(1.0)
    backward(stack)
    assert gradient[0, plan.slots[0].stop - 3 : plan.slots[0].stop].tolist() == [0, 0, 0]
