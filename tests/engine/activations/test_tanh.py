import torch

from engine.activations.tanh import Tanh
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_tanh_and_its_slope_equal_torch():
    agrees_with(Tanh, torch.tanh)


def test_tanh_slope_equals_central_differences():
    slope_matches_differences(Tanh)
