import torch
import torch.nn.functional as F

from engine.losses.binary_cross_entropy import BinaryCrossEntropy
from tests.engine.losses.against import agrees_with, bits


def test_binary_cross_entropy_and_its_gradient_equal_torch():
    agrees_with(BinaryCrossEntropy, F.binary_cross_entropy_with_logits, bits)


def test_far_out_logits_stay_finite():
    y = torch.tensor([[[-200.0, 200.0, 1e30]]])
    assert torch.isfinite(BinaryCrossEntropy.pointwise(y, torch.zeros_like(y), {})).all()
