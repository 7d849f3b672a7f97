"""Rastrigin's egg box beside PyTorch."""

import math

import torch

from engine.surfaces.rastrigin import Rastrigin
from tests.engine.surfaces.truth import holds


def formula(x, y):
    return sum(10 + one**2 - 10 * torch.cos(2 * math.pi * one) for one in (x, y))


def test_value_and_gradient_are_those_of_the_formula():
    holds(Rastrigin(), formula)


def test_nothing_in_the_window_is_lower_than_the_middle():
    side = torch.linspace(-5.12, 5.12, 801, dtype=torch.float64)  # its middle is 0 exactly
    values = formula(side[:, None], side[None, :])
    assert int(values.argmin()) == 400 * 801 + 400 and float(values.min()) == 0
    assert Rastrigin.minima == ((0.0, 0.0),) and Rastrigin.least == 0
