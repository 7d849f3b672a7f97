"""Leaky ReLU beside torch.nn.functional.leaky_relu."""

import torch.nn.functional as F

from engine.activations.leaky_relu import LeakyReLU
from tests.engine.activations.beside_torch import at, holds, slope_at


def test_value_and_gradient_are_torchs():
    assert holds("leaky_relu", F.leaky_relu)


def test_worked_by_hand_also_at_the_corner():
    assert at("leaky_relu", -2.0, 0.0, 3.0) == [-0.02, 0.0, 3.0]
    assert slope_at("leaky_relu", -2.0, 0.0, 3.0) == [0.01, 0.01, 1.0]


def test_it_cannot_die():
    assert not LeakyReLU.dead_at_zero
