"""What second-order rules ask of a surface: beside SciPy's Rosenbrock and a parabola worked out here."""

import numpy as np
import pytest
import torch
from scipy.optimize import rosen, rosen_der, rosen_hess

from engine.arena.objective import SurfaceObjective
from engine.surfaces import registry as surfaces

PLACES = [(-1.2, 1.0), (0.3, -2.0), (1.0, 1.0), (150.0, -80.0)]


@pytest.mark.parametrize("place", PLACES)
def test_value_slope_and_curvature_of_rosenbrock(place):
    objective, w = SurfaceObjective(surfaces["rosenbrock"]()), torch.tensor(place, dtype=torch.float64)
    value, gradient = objective(w)
    assert value == pytest.approx(rosen(place), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(gradient, rosen_der(np.array(place)), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(objective.hessian(w), rosen_hess(np.array(place)), rtol=1e-6)
    assert objective.evaluations == 1 + 4  # a gradient, and two for each coordinate


def test_a_bowls_curvature_is_the_same_everywhere():
    """(x² + c·y²) ÷ 2."""
    objective = SurfaceObjective(surfaces["bowl"](condition=7.0))
    for place in PLACES:
        hessian = objective.hessian(torch.tensor(place, dtype=torch.float64))
        np.testing.assert_allclose(hessian, np.diag([1.0, 7.0]), rtol=1e-8, atol=1e-8)


def test_every_place_can_be_stood_on():
    w = torch.tensor([1 / 3, 1e-17], dtype=torch.float64)
    assert torch.equal(SurfaceObjective(surfaces["bowl"]()).nearest(w), w)
