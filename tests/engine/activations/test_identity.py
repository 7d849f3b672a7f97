"""The identity: nothing is bent."""

from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("identity", lambda z: z * 1)


def test_worked_by_hand():
    assert at("identity", -3.0, 0.0, 2.5) == [-3.0, 0.0, 2.5]
    assert slope_at("identity", -3.0, 0.0, 2.5) == [1.0, 1.0, 1.0]
