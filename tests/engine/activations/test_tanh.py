"""tanh beside torch.tanh."""

import math

import pytest
import torch

from engine.activations.tanh import Tanh
from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("tanh", torch.tanh)


def test_worked_by_hand():
    assert at("tanh", 0.0, 0.5) == pytest.approx([0.0, math.tanh(0.5)], rel=1e-15)
    assert slope_at("tanh", 0.0, 0.5) == pytest.approx([1.0, 1 / math.cosh(0.5) ** 2], rel=1e-15)


def test_it_saturates_at_both_ends():
    assert Tanh.saturates == (-1.0, 1.0)
