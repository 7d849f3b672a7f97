"""Sigmoid beside torch.sigmoid."""

from math import exp

import pytest
import torch

from engine.activations.sigmoid import Sigmoid
from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("sigmoid", torch.sigmoid)


def test_worked_by_hand_and_without_overflow():
    s = 1 / (1 + exp(-2))
    assert at("sigmoid", 0.0, 2.0, 1000.0, -1000.0) == pytest.approx([0.5, s, 1.0, 0.0], rel=1e-15)
    assert slope_at("sigmoid", 0.0, 2.0, 1000.0, -1000.0) == pytest.approx([0.25, s * (1 - s), 0.0, 0.0], rel=1e-15)


def test_small_answers_stay_exact_in_float32():
    z = torch.tensor([-16.0, -30.0])  # ½(1 + tanh(z/2)) answers 0 to both
    got = Sigmoid.forward(z, torch.empty_like(z)).tolist()
    assert got == pytest.approx([1 / (1 + exp(16)), 1 / (1 + exp(30))], rel=3e-7)


def test_it_saturates_at_0_and_1():
    assert Sigmoid.saturates == (0.0, 1.0)
