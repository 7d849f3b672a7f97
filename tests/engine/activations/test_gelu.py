import torch.nn.functional as F

from engine.activations.gelu import GELU
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_gelu_and_its_slope_equal_torch():
    agrees_with(GELU, F.gelu)


def test_gelu_slope_equals_central_differences():
    slope_matches_differences(GELU)
