"""The accepted length satisfies the strong Wolfe conditions, written out here; SciPy's own search agrees that it does."""

import numpy as np
import pytest
import torch
from scipy.optimize import line_search

from engine.optimizers.line_search import C1, MOST_TRIALS, Point, strong_wolfe
from tests.engine.optimizers.functions import Function, quadratic, rosenbrock, start

FUNCTIONS = {
    "Rosenbrock": (rosenbrock(4), start(4)),
    "a parabola": (quadratic()[0], np.linspace(-2, 3, 8)),
    "a narrow well": (Function(lambda w: (w**4 / 4 + torch.cos(9 * w)).sum()), np.array([1.7, -0.4])),
    "walls": (Function(lambda w: (w - torch.log(w)).sum()), np.array([1e-3, 4.0])),  # NaN where a length goes too far
}


@pytest.mark.parametrize("c2", [0.9, 0.1])
@pytest.mark.parametrize("first", [1e-4, 0.03, 1.0, 50.0])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_length_taken_falls_enough_and_is_flat_enough(name, first, c2):
    function, at = FUNCTIONS[name]
    w = torch.from_numpy(at)
    here = Point(w, *function(w))
    function.evaluations = 0
    taken, trials = strong_wolfe(function, here, -here.gradient, first, c2)
    assert taken is trials[-1] and len(trials) == function.evaluations <= MOST_TRIALS
    slope = -float(here.gradient @ here.gradient)
    loss, gradient = function(w - taken.length * here.gradient)
    assert loss <= here.loss + C1 * taken.length * slope
    assert abs(-float(gradient @ here.gradient)) <= c2 * abs(slope)
    assert (taken.loss, torch.equal(taken.point.gradient, gradient)) == (loss, True)


@pytest.mark.parametrize("name", ["Rosenbrock", "a parabola"])
def test_where_scipy_finds_a_length_from_one_ours_takes_no_more_looks_than_twice_its(name):
    function, at = FUNCTIONS[name]
    f, g = (lambda x: function.numpy(x)[0]), (lambda x: function.numpy(x)[1])
    here = Point(torch.from_numpy(at), *function(torch.from_numpy(at)))
    theirs = line_search(f, g, at, -here.gradient.numpy(), c1=C1, c2=0.9)
    taken, trials = strong_wolfe(function, here, -here.gradient, 1.0, 0.9)
    assert theirs[0] is not None and len(trials) <= 2 * theirs[1]
    assert taken.loss <= here.loss + 0.5 * (theirs[3] - here.loss)  # at least half the fall that SciPy found


def test_uphill_nothing_is_looked_at():
    function, _, _ = quadratic()
    here = Point(torch.ones(8, dtype=torch.float64), *function(torch.ones(8, dtype=torch.float64)))
    assert strong_wolfe(function, here, here.gradient, 1.0, 0.9) == (None, [])


def test_a_slope_that_lies_ends_after_the_most_looks_with_nothing_taken():
    class Liar(Function):
        def __call__(self, w):
            loss, gradient = super().__call__(w)
            return loss, -gradient

    liar = Liar(lambda w: w.square().sum())
    here = Point(torch.ones(2, dtype=torch.float64), *liar(torch.ones(2, dtype=torch.float64)))
    taken, trials = strong_wolfe(liar, here, -here.gradient, 1.0, 0.9)
    assert taken is None and len(trials) == MOST_TRIALS
