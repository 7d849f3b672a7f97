import torch.nn.functional as F

from engine.activations.leaky_relu import LeakyReLU
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_leaky_relu_and_its_slope_equal_torch():
    agrees_with(LeakyReLU, F.leaky_relu)


def test_leaky_relu_slope_equals_central_differences():
    slope_matches_differences(LeakyReLU)
