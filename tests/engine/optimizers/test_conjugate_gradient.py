"""Conjugate gradient beside SciPy's, and what makes a direction conjugate."""

import numpy as np
import torch
from scipy.optimize import minimize

from engine.optimizers.conjugate_gradient import ConjugateGradient
from engine.optimizers.line_search import Point
from tests.engine.optimizers.functions import Function, quadratic, rosenbrock, start, walk
from tests.engine.optimizers.test_bfgs import beside_scipy


def test_rosenbrock_ends_at_scipys_minimum_for_comparable_cost():
    """How many steps it takes hangs on the last digit of a search, so the cost is compared over four starts together."""
    asked, spent = 0, 0
    for first in (start(2), start(6), start(10), np.zeros(10)):
        function = rosenbrock(len(first))
        theirs = minimize(function.numpy, first, jac=True, method="CG", options={"gtol": 1e-8, "maxiter": 5000})
        asked, function.evaluations = asked + function.evaluations, 0
        ours = walk(ConjugateGradient(), function, first, 5000)
        np.testing.assert_allclose(ours[-1].w.numpy(), theirs.x, atol=1e-6)
        assert ours[-1].gradient.abs().max() <= 1e-8
        spent += function.evaluations
    assert spent <= 2 * asked


def test_the_direction_is_polak_and_ribieres():
    function, entry = rosenbrock(4), ConjugateGradient()
    slots, numbers, w = entry.first_slots(4), dict(entry.scalars), torch.from_numpy(start(4))
    here, before, direction, restarts = Point(w, *function(w)), None, None, 0
    for _ in range(25):
        g = here.gradient.numpy()
        beta = 0.0 if before is None else max(0.0, g @ (g - before) / (before @ before))
        direction = -g if before is None else -g + beta * direction
        restarts += beta == 0
        there, _ = entry.advance(here, function, {"lr": 1.0}, slots, numbers)
        np.testing.assert_allclose(slots["direction"].numpy(), direction, rtol=1e-9, atol=1e-12)
        here, before = there, g
    assert restarts >= 1


def test_on_a_parabola_it_arrives_in_as_many_steps_as_it_has_dimensions():
    """With exact searches: here the line's true minimum is put where the search would look first."""
    function, a, b = quadratic(6)
    w = torch.zeros(6, dtype=torch.float64)
    ours = walk(ConjugateGradient(), Exact(function, a), w, 6, enough=0)
    assert ours[6].gradient.abs().max() < 1e-8 * b.abs().max()
    assert ours[4].gradient.abs().max() > 1e-4


class Exact(Function):
    """Answers at the minimum along the line that is asked about, so that any search is an exact one."""

    def __init__(self, function: Function, a):
        super().__init__(function.f)
        self.a, self.at = a, None

    def nearest(self, w):
        direction = w - self.at
        gradient = super().__call__(self.at)[1]
        return self.at - direction * float(gradient @ direction) / float(direction @ self.a @ direction)

    def __call__(self, w):
        self.at = w
        return super().__call__(w)


def test_a_network_of_25_parameters_ends_in_scipys_minimum():
    ours, theirs, asked, theirs_asked = beside_scipy(ConjugateGradient(), "CG", {"gtol": 1e-7, "maxiter": 20_000})
    assert abs(ours - theirs) < 1e-3 and asked <= 2 * theirs_asked
