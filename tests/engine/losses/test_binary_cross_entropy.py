import pytest
import torch
import torch.nn.functional as F

from engine.losses.binary_cross_entropy import BinaryCrossEntropy
from tests.engine.losses.against import agrees_with, bits, by_hand


def test_binary_cross_entropy_and_its_gradient_equal_torch():
    agrees_with(BinaryCrossEntropy, F.binary_cross_entropy_with_logits, bits)


def test_far_out_logits_stay_finite():
    y = torch.tensor([[[-200.0, 200.0, 1e30]]])
    assert torch.isfinite(BinaryCrossEntropy.pointwise(y, torch.zeros_like(y), {})).all()


def test_guessing_costs_ln_2_and_pulls_by_a_half():
    each, slope = by_hand(BinaryCrossEntropy, [[0.0, 0.0]], [[1.0, 0.0]])
    assert each == pytest.approx([0.6931471805599453] * 2, rel=1e-15) and slope == [[-0.25, 0.25]]
