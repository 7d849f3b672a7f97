"""The saddle beside PyTorch."""

import torch

from engine.surfaces.saddle import Saddle
from tests.engine.surfaces.truth import holds, lowest_are


def formula(x, y):
    return x**2 / 2 - y**2 / 2 + y**4 / 4


def test_value_and_gradient_are_those_of_the_formula():
    holds(Saddle(), formula)


def test_two_valleys_and_a_saddle_between_them():
    lowest_are(Saddle(), formula, {(0, 1), (0, -1)}, -0.25)
    at = torch.zeros(2, dtype=torch.float64)
    curvatures = torch.autograd.functional.hessian(lambda w: formula(w[0], w[1]), at)
    assert torch.linalg.eigvalsh(curvatures).tolist() == [-1, 1]
    assert [float(one) for one in Saddle().gradient(*at)] == [0, 0]
