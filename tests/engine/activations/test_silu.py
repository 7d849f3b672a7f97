import torch.nn.functional as F

from engine.activations.silu import SiLU
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_silu_and_its_slope_equal_torch():
    agrees_with(SiLU, F.silu)


def test_silu_slope_equals_central_differences():
    slope_matches_differences(SiLU)
