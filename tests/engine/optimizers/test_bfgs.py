"""BFGS beside scipy.optimize and beside the update formula multiplied out in the test."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from engine.objective import Objective
from engine.optimizers.bfgs import BFGS
from engine.optimizers.line_search import Point
from engine.plan import Plan
from engine.spec import parse
from tests.engine.optimizers.functions import quadratic, rosenbrock, start, walk


@pytest.mark.parametrize("first", [start(2), start(6), np.zeros(10)], ids=["2", "6", "10"])
def test_rosenbrock_takes_no_more_gradients_than_scipy(first):
    function = rosenbrock(len(first))
    theirs = minimize(function.numpy, first, jac=True, method="BFGS", options={"gtol": 1e-8})
    asked, function.evaluations = function.evaluations, 0
    ours = walk(BFGS(), function, first, 300)
    assert ours[-1].gradient.abs().max() <= 1e-8
    assert abs(ours[-1].loss - theirs.fun) < 1e-12
    np.testing.assert_allclose(ours[-1].w.numpy(), theirs.x, atol=1e-6)
    assert function.evaluations <= 1.5 * asked


def test_the_matrix_is_the_formulas():
    function, _, _ = quadratic(5)
    entry = BFGS()
    h, slots, numbers = {"lr": 1.0}, entry.first_slots(5), dict(entry.scalars)
    w = torch.linspace(-1, 2, 5, dtype=torch.float64)
    here, inverse = Point(w, *function(w)), None
    for _ in range(12):
        there, _ = entry.advance(here, function, h, slots, numbers)
        s, y = (there.w - here.w).numpy(), (there.gradient - here.gradient).numpy()
        inverse = np.eye(5) * (s @ y) / (y @ y) if inverse is None else inverse
        left = np.eye(5) - np.outer(s, y) / (y @ s)
        inverse = left @ inverse @ left.T + np.outer(s, s) / (y @ s)
        np.testing.assert_allclose(slots["inverse"].numpy(), inverse, rtol=1e-6, atol=1e-9)
        here = there
        np.testing.assert_allclose(slots["inverse"].numpy() @ y, s, rtol=1e-6, atol=1e-12)  # what the formula is for
        if here.gradient.abs().max() < 1e-5:
            break


NET = {
    "network": {"layers": [{"name": "dense", "units": 6}]},
    "training": {"batch_size": None},
    "regularization": {"l2": 0.01},
}


class Exactly(Objective):
    """A network's objective that may be asked anywhere, not at float32 points only, as SciPy asks."""

    def nearest(self, w):
        return w

    def numpy(self, x):
        loss, gradient = self(torch.from_numpy(x))
        return loss, gradient.numpy()


def beside_scipy(entry, method: str, options: dict) -> tuple[float, float, float, float]:
    """(our loss, SciPy's, our evaluations, SciPy's) on a network of 25 parameters from the same weights."""
    plan = Plan(parse(NET))
    assert plan.size == 25
    objective = Exactly(plan)
    objective.l2 = 0.01
    first = plan.initial().double()
    theirs = minimize(objective.numpy, first.numpy(), jac=True, method=method, options=options)
    asked, objective.evaluations = objective.evaluations, 0.0
    ours = walk(entry, objective, first, 2000, enough=1e-7)
    assert ours[-1].gradient.abs().max() <= 1e-7
    return ours[-1].loss, theirs.fun, objective.evaluations, asked


def test_a_network_of_25_parameters_ends_in_scipys_minimum():
    ours, theirs, asked, theirs_asked = beside_scipy(BFGS(), "BFGS", {"gtol": 1e-7, "maxiter": 2000})
    assert ours <= theirs + 1e-9 and asked <= 1.5 * theirs_asked
