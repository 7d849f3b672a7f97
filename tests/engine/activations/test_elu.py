import torch.nn.functional as F

from engine.activations.elu import ELU
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_elu_and_its_slope_equal_torch():
    agrees_with(ELU, F.elu)


def test_elu_slope_equals_central_differences():
    slope_matches_differences(ELU)
