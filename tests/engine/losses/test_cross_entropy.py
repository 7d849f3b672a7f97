import pytest
import torch
import torch.nn.functional as F

from engine.losses.cross_entropy import CrossEntropy
from tests.engine.losses.against import agrees_with, by_hand, one_of_three


def test_cross_entropy_and_its_gradient_equal_torch():
    agrees_with(CrossEntropy, lambda y, t: F.cross_entropy(y, t.argmax(1)), one_of_three, outputs=3)


def test_far_out_logits_stay_finite():
    y = torch.tensor([[[1e4], [-1e4], [0.0]]])
    target = torch.tensor([[[0.0], [1.0], [0.0]]])
    assert CrossEntropy.pointwise(y, target, {}).item() == 2e4


def test_guessing_among_three_costs_ln_3():
    each, slope = by_hand(CrossEntropy, [[0.0], [0.0], [0.0]], [[0.0], [1.0], [0.0]])
    assert each == pytest.approx([1.0986122886681098], rel=1e-15)
    assert [row[0] for row in slope] == pytest.approx([1 / 3, -2 / 3, 1 / 3], rel=1e-15)
