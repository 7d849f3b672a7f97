import math

import pytest
import torch
import torch.nn.functional as F

from engine.losses.summed_binary_cross_entropy import SummedBinaryCrossEntropy
from tests.engine.losses.against import bits, by_hand


def test_it_and_its_gradient_equal_torch_summed():
    draw = torch.Generator().manual_seed(3)
    y, target = torch.randn(1, 1, 17, generator=draw, dtype=torch.float64) * 3, bits(17, draw).double().unsqueeze(0)
    leaf = y.clone().requires_grad_()
    wanted = F.binary_cross_entropy_with_logits(leaf, target, reduction="sum")
    wanted.backward()
    ours = SummedBinaryCrossEntropy.of_batch(SummedBinaryCrossEntropy.pointwise(y, target, {}))
    assert ours.item() == pytest.approx(wanted.item(), rel=1e-12)
    assert torch.allclose(SummedBinaryCrossEntropy.gradient(y, target, {}, torch.empty_like(y)), leaf.grad, rtol=1e-12)


def test_guessing_at_four_points_costs_four_times_ln_2():
    each, slope = by_hand(SummedBinaryCrossEntropy, [[0.0] * 4], [[0.0, 1.0, 1.0, 0.0]])
    assert sum(each) == pytest.approx(4 * math.log(2), rel=1e-15)
    assert slope == [[0.5, -0.5, -0.5, 0.5]]
