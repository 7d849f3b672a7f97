"""Full passes of many moments, in one and in parts: losses, activations and metrics beside a forward pass written out here."""

import numpy as np
import pytest
import torch

from engine import hyper
from engine.evaluation import Evaluation
from engine.passes import Passes
from engine.plan import Plan
from engine.recorder import _buffers
from engine.spec import parse

MEMBERS, EPOCHS = 3, 4


def plans(own_data: bool) -> list[Plan]:
    layers = [{"name": "dense", "units": 5}, {"name": "dense", "units": 3, "activation": "relu", "bias": False}]
    return [
        Plan(parse({"seed": n, "data": {"seed": n if own_data else 0, "samples": 80}, "network": {"layers": layers}}))
        for n in range(MEMBERS)
    ]


def forward(plan: Plan, flat: np.ndarray) -> list[np.ndarray]:
    """Answers of each layer (units, points) in float64."""
    found, x = [], plan.x.numpy().T[:-1].astype(np.float64)
    for slot, function in zip(plan.slots, (np.tanh, lambda z: np.maximum(z, 0), lambda z: z), strict=True):
        block = flat[slot.start : slot.stop].reshape(len(x) + 1, -1).astype(np.float64)
        x = function(block[:-1].T @ x + (block[-1:].T if slot.layer.bias else 0))
        found.append(x)
    return found


@pytest.mark.parametrize("own_data", [False, True])
@pytest.mark.parametrize("rows", [MEMBERS, 2 * MEMBERS, EPOCHS * MEMBERS])
def test_moments_in_parts_are_what_each_is_by_itself(own_data, rows):
    members = plans(own_data)
    settings, moments = hyper.loss_settings(members), MEMBERS * EPOCHS
    evaluation = Evaluation(members, moments, settings, passes=Passes(members, rows, settings, torch.device("cpu")))
    params = torch.randn(moments, members[0].size, generator=torch.Generator().manual_seed(2))
    second = members[0].slots[1]
    params[:, second.stop - second.fan_out : second.stop] = 0  # the biases it does not have
    evaluation.params[:] = params
    chosen, evaluation.watched = np.array([0, 4, 5, 11]), np.array([0, 1, 4, 5, 7, 11])
    losses, scores = evaluation.losses(), evaluation.metrics()
    seen = evaluation.activations(chosen)
    for moment in range(moments):
        plan = members[moment % MEMBERS]
        answers, cut = forward(plan, params[moment].numpy()), plan.train_count
        y, t = answers[-1][0], plan.y.numpy()[:, 0].astype(np.float64)
        each = np.logaddexp(0, y) - t * y
        assert losses["train_loss"][moment] == pytest.approx(each[:cut].mean(), rel=1e-5)
        assert losses["test_loss"][moment] == pytest.approx(each[cut:].mean(), rel=1e-5)
        assert scores["test_accuracy"][moment] == pytest.approx(((y > 0) == t)[cut:].mean())
        for layer, values in enumerate(seen):
            for place in np.flatnonzero(chosen == moment):
                np.testing.assert_allclose(values[place], answers[layer][:, :cut], rtol=1e-4, atol=1e-5)


def test_parts_give_the_bits_of_one_pass():
    members = plans(own_data=True)
    settings, moments = hyper.loss_settings(members), MEMBERS * EPOCHS
    params = torch.randn(moments, members[0].size, generator=torch.Generator().manual_seed(3))
    found = []
    for rows in (MEMBERS, moments):
        evaluation = Evaluation(members, moments, settings, passes=Passes(members, rows, settings, torch.device("cpu")))
        evaluation.params[:] = params
        found.append({**evaluation.losses(), **evaluation.metrics(), "confusion": evaluation.confusion})
    for name, values in found[0].items():
        np.testing.assert_array_equal(values, found[1][name])


@pytest.mark.parametrize("own_data", [False, True])
@pytest.mark.parametrize("rows", [MEMBERS, EPOCHS * MEMBERS])
@pytest.mark.parametrize("data", [{}, {"name": "iris"}, {"name": "regression_plane"}])
def test_buffers_for_more_moments_measure_those_in_use(own_data, rows, data):
    """What stands in the rest, here not even numbers, changes no bit."""
    specs = [{"seed": n, "data": {"seed": n if own_data else 0, **data}} for n in range(MEMBERS)]
    if data.get("name") == "regression_plane":
        specs = [spec | {"loss": {"name": "mse"}} for spec in specs]
    members = [Plan(parse(spec)) for spec in specs]
    settings, moments, used = hyper.loss_settings(members), MEMBERS * EPOCHS, 2 * MEMBERS
    params = torch.randn(used, members[0].size, generator=torch.Generator().manual_seed(4))
    rates = np.full((2, used), 0.1)
    found = []
    for size, at_once in ((used, MEMBERS), (moments, rows)):
        evaluation = Evaluation(members, size, settings, passes=Passes(members, at_once, settings, torch.device("cpu")))
        evaluation.params[:] = float("nan")
        evaluation.params[:used], evaluation.used = params, used
        evaluation.watched = np.arange(used)
        with np.errstate(invalid="ignore"):
            one = {**evaluation.losses(), **evaluation.metrics(), "penalty": evaluation.penalty(rates)}
        one |= {"confusion": evaluation.confusion} if members[0].classes else {}
        one |= {f"layer {place}": answers for place, answers in enumerate(evaluation.activations(slice(used)))}
        one |= {f"kept {place}": each for place, each in enumerate(evaluation.snapshot())}
        found.append(one)
    assert len(found[0]["train_loss"]) == used
    for name, values in found[0].items():
        np.testing.assert_array_equal(values, found[1][name], err_msg=name)


def test_few_sizes_of_buffers_leave_little_room():
    assert [_buffers(epochs) for epochs in (1, 2, 3, 4, 5, 7, 9, 13, 33, 50, 64)] == [1, 2, 3, 4, 6, 8, 12, 16, 48, 64, 64]
    assert max(_buffers(epochs) / epochs for epochs in range(1, 65)) < 1.5
