"""Rosenbrock's valley beside PyTorch and SciPy, which has it too."""

import numpy as np
import torch
from scipy.optimize import rosen, rosen_der

from engine.surfaces.rosenbrock import Rosenbrock
from tests.engine.surfaces.truth import holds, lowest_are


def formula(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def test_value_and_gradient_are_those_of_the_formula():
    holds(Rosenbrock(), formula)
    at = np.array([-1.2, 1.0])
    x, y = torch.tensor(at)
    assert float(Rosenbrock().value(x, y)) == rosen(at) == 24.199999999999996
    assert np.allclose([float(one) for one in Rosenbrock().gradient(x, y)], rosen_der(at), rtol=1e-13)


def test_its_lowest_point_is_at_the_end_of_the_bend():
    lowest_are(Rosenbrock(), formula, {(1, 1)}, 0)
