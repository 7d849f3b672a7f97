"""Alpha on a parabola, where the bottom along a step is known."""

import numpy as np
import pytest
import torch

from tests.engine.curvature.ground import LINE, SMALL, hessian, measured, moment


def test_it_tells_where_descent_lands_on_a_parabola():
    """Along −g the bottom is at rate gᵀg ÷ gᵀHg; a step of rate η lands at α = η ÷ that − 1."""
    still = moment(LINE)
    g = still.gradient.detach()
    best = float(g @ g / (g @ hessian(still) @ g))
    for factor in (0.01, 0.5, 1.0, 1.7, 2.0, 3.0):
        at = moment(LINE | {"optimizer": {"name": "sgd", "lr": factor * best}})
        assert measured("alpha", at)["value"] == pytest.approx(factor - 1, abs=1e-4)


@pytest.mark.parametrize(
    "spec, epochs, bends",
    [(SMALL | {"optimizer": {"name": "sgd", "lr": 0.05}}, 0, 1), ({"optimizer": {"name": "adam", "lr": 0.001}}, 40, -1)],
)
def test_below_minus_one_the_loss_bends_down(spec, epochs, bends):
    """The loss at the step's beginning, middle and end, looked at: its second difference has the sign of α + 1."""
    at, losses = moment(spec | {"training": {"batch_size": 32}}, epochs), []
    sizes = [p.numel() for p in at.parameters]
    for t in (0.0, 0.5, 0.5):
        with torch.no_grad():
            for p, part in zip(at.parameters, (at.step * t).split(sizes), strict=True):
                p.add_(part.view_as(p))
            losses.append(float(at.criterion(at.model(at.x), at.y)))
    assert np.sign(losses[2] - 2 * losses[1] + losses[0]) == bends
    assert np.sign(measured("alpha", moment(spec | {"training": {"batch_size": 32}}, epochs))["value"] + 1) == bends


def test_a_step_uphill_has_no_valley():
    at = moment(LINE)
    at.__dict__["step"] = -at.step
    assert np.isnan(measured("alpha", at)["value"])
