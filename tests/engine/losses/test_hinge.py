import torch

from engine.losses.hinge import Hinge
from tests.engine.losses.against import agrees_with, by_hand, signs


def test_hinge_and_its_gradient_equal_torch():
    agrees_with(Hinge, lambda y, t: torch.clamp(1 - y * t, min=0).mean(), signs)


def test_worked_by_hand_also_at_the_margin():
    each, slope = by_hand(Hinge, [[0.5, -2.0, 1.0, -1.0]], [[1.0, 1.0, 1.0, -1.0]])
    assert each == [0.5, 3.0, 0.0, 0.0] and slope == [[-0.25, -0.25, 0.0, 0.0]]
