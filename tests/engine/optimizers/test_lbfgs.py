"""L-BFGS beside SciPy, beside torch.optim.LBFGS, and its two loops beside the matrix they stand for."""

import itertools

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from engine.optimizers.lbfgs import LBFGS, two_loops
from engine.optimizers.line_search import Point
from tests.engine.optimizers.functions import rosenbrock, start, walk
from tests.engine.optimizers.test_bfgs import beside_scipy


@pytest.mark.parametrize("dimensions", [2, 10, 40])
def test_rosenbrock_takes_no_more_gradients_than_scipy(dimensions):
    function = rosenbrock(dimensions)
    theirs = minimize(
        function.numpy, start(dimensions), jac=True, method="L-BFGS-B", options={"gtol": 1e-8, "ftol": 0, "maxcor": 10}
    )
    asked, function.evaluations = function.evaluations, 0
    ours = walk(LBFGS(), function, start(dimensions), 2000)
    np.testing.assert_allclose(ours[-1].w.numpy(), theirs.x, atol=1e-6)
    assert ours[-1].gradient.abs().max() <= 1e-8 and function.evaluations <= 1.5 * asked


def test_torchs_own_ends_in_the_same_place():
    function = rosenbrock(10)
    p = torch.nn.Parameter(torch.from_numpy(start(10)))
    torchs = torch.optim.LBFGS(
        [p], max_iter=500, tolerance_grad=1e-9, tolerance_change=0, history_size=10, line_search_fn="strong_wolfe"
    )

    def closure():
        torchs.zero_grad()
        loss = function.f(p)
        loss.backward()
        return loss

    torchs.step(closure)
    ours = walk(LBFGS(), function, start(10), 2000)
    np.testing.assert_allclose(ours[-1].w.numpy(), p.detach().numpy(), atol=1e-6)


def test_the_two_loops_are_the_product_with_the_matrix_of_their_pairs():
    source = np.random.default_rng(2)
    s, bend = source.normal(size=(4, 6)), source.normal(size=(6, 6))
    y = s @ (bend @ bend.T + np.eye(6))
    matrix = np.eye(6) * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for si, yi in zip(s, y, strict=True):
        left = np.eye(6) - np.outer(si, yi) / (yi @ si)
        matrix = left @ matrix @ left.T + np.outer(si, si) / (yi @ si)
    g = source.normal(size=6)
    np.testing.assert_allclose(two_loops(*map(torch.from_numpy, (g, s, y))).numpy(), matrix @ g, rtol=1e-10)


def test_only_the_newest_pairs_are_kept():
    entry = LBFGS(history=3)
    function, slots, numbers = rosenbrock(4), entry.first_slots(4), dict(entry.scalars)
    w = torch.from_numpy(start(4))
    points = [Point(w, *function(w))]
    for _ in range(6):
        points.append(entry.advance(points[-1], function, {"lr": 1.0}, slots, numbers)[0])
    steps = torch.stack([after.w - before.w for before, after in itertools.pairwise(points)])
    assert numbers["pairs"] == 3 and torch.equal(slots["s"], steps[-3:])


def test_a_network_of_25_parameters_ends_in_scipys_minimum():
    options = {"gtol": 1e-7, "ftol": 0, "maxiter": 5000, "maxfun": 10_000, "maxcor": 10}
    ours, theirs, asked, theirs_asked = beside_scipy(LBFGS(), "L-BFGS-B", options)
    assert abs(ours - theirs) < 1e-3 and asked <= 2 * theirs_asked
