from engine.activations.identity import Identity
from tests.engine.activations.against import agrees_with, slope_matches_differences


def test_identity_and_its_slope_equal_torch():
    agrees_with(Identity, lambda z: z * 1)


def test_identity_slope_equals_central_differences():
    slope_matches_differences(Identity)
