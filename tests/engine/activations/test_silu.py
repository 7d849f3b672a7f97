"""SiLU beside torch.nn.functional.silu."""

from math import exp

import pytest
import torch.nn.functional as F

from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("silu", F.silu)


def test_worked_by_hand():
    s = 1 / (1 + exp(-2))
    assert at("silu", 0.0, 2.0) == pytest.approx([0.0, 2 * s], rel=1e-15)
    assert slope_at("silu", 0.0, 2.0) == pytest.approx([0.5, s + 2 * s * (1 - s)], rel=1e-15)
