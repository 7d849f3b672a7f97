"""Newton beside closed forms: the normal equations, a saddle, and the doubling of right digits."""

import itertools

import numpy as np
import torch

from engine.optimizers.full_batch import least_norm
from engine.optimizers.line_search import Point
from engine.optimizers.newton import Newton
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.optimizers.functions import Function, quadratic, rosenbrock, start, walk

LINE = {
    "data": {"name": "regression_plane", "samples": 60, "noise": 0.3},
    "network": {"layers": []},
    "training": {"epochs": 3, "batch_size": None},
    "optimizer": {"name": "newton"},
}


def normal_equations(plan, l2: float = 0.0) -> np.ndarray:
    """The weights of least squares, by numpy.linalg: (XᵀX/N + l2/2·M)·w = Xᵀy/N, since the loss is a mean of squares unhalved."""
    x, y = plan.x[: plan.train_count].double().numpy(), plan.y[: plan.train_count, 0].double().numpy()
    pull = 0.5 * l2 * np.diag(plan.weight_mask.double().numpy())
    return np.linalg.solve(x.T @ x / len(x) + pull, x.T @ y / len(x))


def test_one_step_solves_least_squares():
    for l2 in (0.0, 0.3):
        plan = Plan(parse(LINE | {"regularization": {"l2": l2}}))
        state = train([Member(plan, State.begin(plan))], 1)[0].state
        np.testing.assert_allclose(state.params.numpy(), normal_equations(plan, l2), rtol=1e-6, atol=1e-7)


def test_a_rate_of_a_half_goes_half_the_way():
    plan = Plan(parse(LINE | {"optimizer": {"name": "newton", "lr": 0.5}}))
    first, state = plan.initial().numpy(), train([Member(plan, State.begin(plan))], 1)[0].state
    np.testing.assert_allclose(state.params.numpy(), 0.5 * (first + normal_equations(plan)), rtol=1e-6, atol=1e-7)


def test_near_the_minimum_the_right_digits_double():
    points = walk(Newton(), rosenbrock(2), [1.02, 1.01], 6, enough=1e-14)
    errors = [(point.w - 1).abs().max().item() for point in points]
    assert errors[3] < 1e-5 and errors[-1] < 1e-14
    assert all(after <= 60 * before**2 for before, after in itertools.pairwise(errors[1:5]) if after > 1e-15)


def test_it_walks_to_a_saddle_and_counts_the_ways_down():
    saddle = Function(lambda w: w[0] ** 2 - w[1] ** 2 + w[1] ** 4)
    entry, numbers, w = Newton(), dict(Newton.scalars), torch.tensor([0.7, 0.1], dtype=torch.float64)
    for _ in range(6):
        there, _ = entry.advance(Point(w, *saddle(w)), saddle, {"lr": 1.0, "damping": 0.0}, {}, numbers)
        w = there.w
    assert w.abs().max() < 1e-8 and numbers["negative_curvatures"] == 1
    held = walk(Newton(damping=3.0), saddle, [0.7, 0.1], 200)  # H + 3·I is positive definite here: it leads down
    assert abs(abs(held[-1].w[1].item()) - 0.5**0.5) < 1e-6


def test_a_singular_hessian_gets_the_shortest_step():
    matrix = torch.tensor([[2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
    gradient = torch.tensor([4.0, 4.0, 0.0], dtype=torch.float64)
    step, negative = least_norm(matrix, gradient, 0.0)
    np.testing.assert_allclose(step.numpy(), -np.linalg.pinv(matrix.numpy()) @ gradient.numpy(), atol=1e-12)
    assert negative == 0
    damped, _ = least_norm(matrix, gradient, 0.5)
    np.testing.assert_allclose(damped.numpy(), -np.linalg.solve(matrix.numpy() + 0.5 * np.eye(3), gradient.numpy()), atol=1e-12)


def test_on_a_parabola_it_arrives_at_once():
    function, a, b = quadratic()
    points = walk(Newton(), function, start(8), 1)
    np.testing.assert_allclose(points[1].w.numpy(), np.linalg.solve(a.numpy(), b.numpy()), rtol=1e-10)
