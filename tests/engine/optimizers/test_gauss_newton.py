"""Gauss–Newton beside the normal equations and scipy.optimize.least_squares."""

import numpy as np
import torch
from scipy.optimize import least_squares

from engine.optimizers.gauss_newton import GaussNewton
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.optimizers.functions import Function, rosenbrock, walk
from tests.engine.optimizers.test_newton import LINE, normal_equations


def test_on_a_linear_network_one_step_is_the_normal_equations():
    plan = Plan(parse(LINE | {"optimizer": {"name": "gauss_newton"}}))
    outcome = train([Member(plan, State.begin(plan))], 1)[0]
    np.testing.assert_allclose(outcome.state.params.numpy(), normal_equations(plan), rtol=1e-6, atol=1e-7)
    assert outcome.columns["step_length"][1] == 1 and outcome.columns["trials"][1] == 1


def test_rosenbrock_is_two_straight_residuals_away():
    """r₂ = 1 − x is linear, r₁ is once x is right: two whole steps arrive, though the search may shorten the first."""
    assert (walk(GaussNewton(), rosenbrock(2), [-1.2, 1.0], 30)[-1].w - 1).abs().max() < 1e-8


def test_it_ends_where_scipys_least_squares_ends():
    t = torch.linspace(0, 3, 25, dtype=torch.float64)
    y = 2.5 * torch.exp(-1.3 * t) + 0.5 + 0.02 * torch.sin(40 * t)

    def residuals(w):
        return w[0] * torch.exp(-w[1] * t) + w[2] - y

    function = Function(lambda w: 0.5 * residuals(w).square().sum(), residuals)
    ours = walk(GaussNewton(), function, [1.0, 0.5, 0.0], 50)
    theirs = least_squares(lambda x: residuals(torch.from_numpy(x)).numpy(), [1.0, 0.5, 0.0], xtol=1e-14, ftol=1e-14, gtol=1e-14)
    np.testing.assert_allclose(ours[-1].w.numpy(), theirs.x, rtol=1e-6)
    assert len(ours) <= 15
