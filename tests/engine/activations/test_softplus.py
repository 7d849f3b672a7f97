import torch.nn.functional as F

from engine.activations.softplus import Softplus
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_softplus_and_its_slope_equal_torch():
    agrees_with(Softplus, lambda z: F.softplus(z, threshold=1e6))


def test_softplus_slope_equals_central_differences():
    slope_matches_differences(Softplus)
