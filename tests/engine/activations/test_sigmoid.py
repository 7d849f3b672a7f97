import torch

from engine.activations.sigmoid import Sigmoid
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_sigmoid_and_its_slope_equal_torch():
    agrees_with(Sigmoid, torch.sigmoid)


def test_sigmoid_slope_equals_central_differences():
    slope_matches_differences(Sigmoid)
