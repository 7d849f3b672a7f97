import torch.nn.functional as F

from engine.activations.relu import ReLU
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_relu_and_its_slope_equal_torch():
    agrees_with(ReLU, F.relu)


def test_relu_slope_equals_central_differences():
    slope_matches_differences(ReLU)
