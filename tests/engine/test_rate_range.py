"""The range test beside the loop as anybody would write it in PyTorch, and its suggestions on curves with known answers."""

import numpy as np
import pytest
import torch

from engine import reference
from engine.plan import Plan
from engine.rate_range import KEPT, look, suggestions
from engine.spec import parse
from engine.torch_optimizers import find

SPECS = [
    {},
    {
        "optimizer": {"name": "adam"}, "schedule": {"name": "cosine"},
        "network": {"layers": [{"name": "dense", "units": 6, "activation": "relu"}]},
    },
    {"optimizer": {"name": "momentum", "momentum": 0.9}, "regularization": {"l2": 0.01}, "data": {"name": "regression_plane"}},
]  # fmt: skip


@pytest.mark.parametrize("data", SPECS)
def test_each_loss_is_that_of_the_same_loop_in_torch(data):
    plan, (low, high, steps) = Plan(parse(data)), (1e-4, 1.0, 60)
    *_, found = look(plan, low, high, steps)
    model, criterion = reference.build(plan, torch.float32), plan.spec.loss.in_torch()
    name, settings = plan.spec.optimizer.in_torch()
    optimizer = find(name)(model.parameters(), **settings)
    x, y = reference.inputs(plan)[: plan.train_count], plan.y[: plan.train_count]
    losses = []
    for step, rate in enumerate(np.geomspace(low, high, steps)):
        epoch, index = divmod(step, plan.steps_per_epoch)
        batch = plan.order(epoch + 1).split(plan.batch)[index]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = criterion(model(x[batch]), y[batch])
        losses.append(loss.item())
        (loss + reference.penalties(model, plan.spec, step)).backward()
        optimizer.step()
    count = len(found.losses)
    assert count >= 45 and found.rates == pytest.approx(list(np.geomspace(low, high, steps)[:count]))
    assert found.losses == pytest.approx(losses[:count], rel=2e-3)
    weights = [[KEPT ** (step - k) for k in range(step + 1)] for step in range(count)]
    assert found.smooth == pytest.approx([np.average(losses[: len(w)], weights=w) for w in weights], rel=2e-3)


def test_it_ends_where_the_loss_has_left():
    *_, found = look(Plan(parse({"data": {"name": "regression_plane"}, "network": {"layers": []}})), 1e-3, 1e4, 400)
    assert found.ended in ("beyond", "diverged") and len(found.losses) < 400
    assert found.smooth[-1] > 4 * min(found.smooth) or found.ended == "diverged"


def test_suggestions_on_a_curve_with_a_known_slope():
    """1 − logistic((log₁₀ rate + 2) ÷ 0.2) falls fastest at 0.01; a parabola in log rate has its lowest point at 0.1."""
    rates = np.geomspace(1e-5, 10, 241)
    log = np.log10(rates)
    falling = 1 - 1 / (1 + np.exp(-(log + 2) / 0.2)) + np.where(log > 0, log, 0)
    found = suggestions(list(rates), list(falling))
    assert found["steepest"] == pytest.approx(0.01) and found["tenth"] == pytest.approx(found["lowest"] / 10)
    assert suggestions(list(rates), list((log + 1) ** 2))["lowest"] == pytest.approx(0.1)
    assert suggestions(list(rates), list(log)) is None and suggestions([0.1], [1.0]) is None
