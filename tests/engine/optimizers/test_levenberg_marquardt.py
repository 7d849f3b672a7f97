"""Levenberg–Marquardt beside scipy.optimize.least_squares(method="lm") on classic problems, and its own promise."""

import itertools

import numpy as np
import pytest
import torch
from scipy.optimize import least_squares

from engine.optimizers.levenberg_marquardt import LevenbergMarquardt
from engine.optimizers.line_search import Point
from tests.engine.optimizers.functions import Function, quadratic, rosenbrock, walk


def powell(w):
    """Powell's singular function: the Jacobian loses its rank at the minimum, 0."""
    return torch.stack([w[0] + 10 * w[1], 5**0.5 * (w[2] - w[3]), (w[1] - 2 * w[2]) ** 2, 10**0.5 * (w[0] - w[3]) ** 2])


MISRA_X = torch.tensor(
    [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0], dtype=torch.float64
)
MISRA_Y = torch.tensor(
    [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78], dtype=torch.float64
)


def misra(w):
    """NIST's Misra1a (lower difficulty), the second parameter in units of 10⁻³."""
    return w[0] * (1 - torch.exp(-1e-3 * w[1] * MISRA_X)) - MISRA_Y


PROBLEMS = {
    "Rosenbrock": (rosenbrock(2).residuals, [-1.2, 1.0], 1e-8),
    "Powell's singular": (powell, [3.0, -1.0, 0.0, 1.0], 5e-3),
    "Misra1a": (misra, [250.0, 0.5], 1e-5),
}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("name", PROBLEMS)
def test_it_ends_where_scipy_ends(name, exact):
    residuals, first, close = PROBLEMS[name]
    function = Function(lambda w: 0.5 * residuals(w).square().sum(), residuals)
    ours = walk(LevenbergMarquardt(exact_hessian=exact), function, first, 300, enough=1e-10)
    theirs = least_squares(
        lambda x: residuals(torch.from_numpy(x)).numpy(), first, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    np.testing.assert_allclose(ours[-1].w.numpy(), theirs.x, atol=close, rtol=1e-6)
    assert all(after.loss <= before.loss for before, after in itertools.pairwise(ours))


def test_misra1a_has_nists_certified_values():
    function = Function(lambda w: 0.5 * misra(w).square().sum(), misra)
    found = walk(LevenbergMarquardt(), function, [500.0, 0.1], 300, enough=1e-10)[-1]
    np.testing.assert_allclose(found.w.numpy(), [2.3894212918e02, 5.5015643181e-01], rtol=1e-7)
    assert abs(2 * found.loss - 1.2455138894e-01) < 1e-9


def test_the_damping_falls_where_the_parabola_is_right_and_rises_where_it_is_not():
    function, _, _ = quadratic()
    entry, numbers = LevenbergMarquardt(exact_hessian=True), dict(LevenbergMarquardt.scalars)
    here, dampings = Point(torch.ones(8, dtype=torch.float64), *function(torch.ones(8, dtype=torch.float64))), []
    for _ in range(4):
        here, _ = entry.advance(here, function, {"lr": 1.0, "tau": 0.5, "exact_hessian": True}, {}, numbers)
        dampings.append(numbers["damping"])
    for before, after in itertools.pairwise(dampings):
        assert after == pytest.approx(before / 3)  # ρ = 1: the smallest factor there is
    summit = Function(lambda w: torch.cos(w).sum())
    numbers = dict(LevenbergMarquardt.scalars)
    top = torch.full((2,), 0.1, dtype=torch.float64)
    there, _ = entry.advance(Point(top, *summit(top)), summit, {"lr": 1.0, "tau": 1e-3, "exact_hessian": True}, {}, numbers)
    assert numbers["trials"] > 1 and there.loss < 2 * np.cos(0.1) and numbers["damping"] > 1e-3  # H < 0 there


def test_where_nothing_helps_it_stays_and_tries_stronger_next_time():
    class Liar(Function):
        """Its gradient points up."""

        def __call__(self, w):
            return float(w.sum()), -torch.ones_like(w)

    liar = Liar(lambda w: w.sum(), lambda w: w)
    numbers = dict(LevenbergMarquardt.scalars)
    here = Point(torch.zeros(2, dtype=torch.float64), *liar(torch.zeros(2, dtype=torch.float64)))
    there, _ = LevenbergMarquardt.advance(here, liar, {"lr": 1.0, "tau": 1e-3, "exact_hessian": False}, {}, numbers)
    assert there is here and numbers["trials"] == 10 and numbers["damping"] > 1
