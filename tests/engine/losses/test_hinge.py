import torch

from engine.losses.hinge import Hinge
from tests.engine.losses.against import agrees_with, signs


def test_hinge_and_its_gradient_equal_torch():
    agrees_with(Hinge, lambda y, t: torch.clamp(1 - y * t, min=0).mean(), signs)
