"""The largest eigenvalue, beside torch.func's Hessian and LAPACK, and what crossing 2/η does to descent."""

import pytest
import torch

from engine.curvature.base import ECONOMY
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.curvature.ground import LINE, SMALL, hessian, measured, moment


@pytest.mark.parametrize(
    "spec", [SMALL, SMALL | {"regularization": {"l2": 0.1}}, LINE, {"data": {"name": "iris"}, "network": {"layers": []}}]
)
@pytest.mark.parametrize("epochs", [0, 20])
def test_it_is_the_largest_eigenvalue(spec, epochs):
    at = moment(spec, epochs)
    exact = float(torch.linalg.eigvalsh(hessian(at))[-1])
    found = measured("sharpness", at)
    assert found["settled"] and found["value"] == pytest.approx(exact, rel=1e-7)


def test_where_the_ground_bends_down_most_the_largest_is_still_found():
    """At a saddle the eigenvalue of largest size is negative."""
    layers = [{"name": "dense", "units": 3, "activation": "sigmoid"}]
    at = moment(SMALL | {"seed": 4, "network": {"layers": layers, "initializer": {"name": "normal", "scale": 3.0}}})
    values = torch.linalg.eigvalsh(hessian(at))
    assert -values[0] > values[-1] > 0
    assert measured("sharpness", at)["value"] == pytest.approx(float(values[-1]), rel=1e-6)


def test_economy_is_within_what_it_says():
    at = moment(SMALL, 10)
    found, exact = measured("sharpness", at, ECONOMY), float(torch.linalg.eigvalsh(hessian(at))[-1])
    assert abs(found["value"] - exact) <= max(found["residual"], 1e-2) * exact


@pytest.mark.parametrize(
    "name, extra",
    [
        ("sgd", {}),
        ("momentum", {"momentum": 0.8}),
        ("momentum", {"momentum": 0.5, "dampening": 0.3}),
        ("nesterov", {"momentum": 0.8}),
    ],
)
def test_descent_on_a_parabola_diverges_exactly_beyond_the_edge(name, extra):
    """Least squares: the Hessian is 2/n·XᵀX wherever one stands. Below λ = edge the loss falls, above it grows."""
    at = moment(LINE)
    plan = at.plan
    x = plan.x[: plan.train_count].double()
    top = float(torch.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1])
    assert measured("sharpness", at)["value"] == pytest.approx(top, rel=1e-7)
    for factor, falls in ((0.97, True), (1.03, False)):
        optimizer = {"name": name, "lr": 1.0, **extra}
        edge_at_one = parse(LINE | {"optimizer": optimizer}).optimizer.stable_below(1.0)
        optimizer["lr"] = factor * edge_at_one / top
        run = Plan(parse(LINE | {"optimizer": optimizer, "training": {"batch_size": None, "epochs": 1500}}))
        [outcome] = train([Member(run, State.begin(run))], 1500)
        losses = outcome.columns["train_loss"]
        grew = outcome.state.stopped == "diverged" or losses[-1] > 10 * losses[0]
        assert grew != falls and bool(losses[-1] < losses[0]) == falls
