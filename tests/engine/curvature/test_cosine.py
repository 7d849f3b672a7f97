"""On a parabola successive gradients of full batches are g and (I − ηH)·g."""

import pytest
import torch

from tests.engine.curvature.ground import LINE, hessian, measured, moment


@pytest.mark.parametrize("rate, epochs", [(0.01, 0), (0.01, 7), (0.05, 3)])
def test_it_is_that_of_a_parabola(rate, epochs):
    at = moment(LINE | {"optimizer": {"name": "sgd", "lr": rate}}, epochs)
    x, y = at.plan.x[: at.plan.train_count].double(), at.plan.y[: at.plan.train_count].double()
    first = 2 / len(x) * x.T @ (x @ at.state.params.double() - y[:, 0])
    second = first - rate * 2 / len(x) * x.T @ (x @ first)
    exact = float(torch.nn.functional.cosine_similarity(first, second, dim=0))
    assert measured("cosine", at)["value"] == pytest.approx(exact, abs=1e-5)


def test_steps_far_beyond_the_edge_go_straight_back():
    at = moment(LINE)
    top = float(torch.linalg.eigvalsh(hessian(at))[-1])
    at = moment(LINE | {"optimizer": {"name": "sgd", "lr": 2.5 / top}}, 12)
    assert measured("cosine", at)["value"] < -0.9


def test_batches_of_few_points_are_those_the_run_draws():
    """With batches the gradients are of the next two batches: worked with the run's own order of points."""
    from engine import rng

    at = moment(LINE | {"training": {"batch_size": 8}}, 2)
    plan, order = at.plan, rng.permutation(at.plan.spec.seed, 3, at.plan.train_count)
    x, y, w = plan.x.double(), plan.y.double(), at.state.params.double()

    def slope(points, weights):
        return 2 / len(points) * x[points].T @ (x[points] @ weights - y[points, 0])

    first = slope(order[:8], w)
    second = slope(order[8:16], w - 0.01 * first)
    exact = float(torch.nn.functional.cosine_similarity(first, second, dim=0))
    assert measured("cosine", at)["value"] == pytest.approx(exact, abs=1e-5)
