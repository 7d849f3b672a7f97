import numpy as np
import pytest
import torch

from engine import rng
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.faults.naive import RECIPE, by_engine, refused

DROPPING = {"layers": [{"name": "dense", "units": 8, "activation": "tanh", "dropout": 0.5}]}
FAULT = "dropout_at_test"


def test_losses_are_measured_with_units_dropped():
    """Epoch 0, by hand: the mask of every point drawn by its key, and its loss with the units that are left."""
    plan = Plan(parse({**RECIPE, "network": DROPPING}))
    points, cut = plan.train_count + plan.test_count, plan.train_count
    key = torch.tensor(rng.key(5, "dropout", 1, 0)).view(1, 1, 1)
    counters = torch.arange(8 * points).view(1, 8, points)
    mask = rng.keep_mask(key, plan.steps_per_epoch, counters, torch.tensor(0.5).view(1, 1, 1), torch.empty(1, 8, points))[0].T
    assert 0.3 < (mask > 0).double().mean() < 0.7
    first, last = plan.slots
    flat = State.begin(plan).params.double()
    one, two = (flat[slot.start : slot.stop].view(slot.fan_in + 1, slot.fan_out) for slot in (first, last))
    hidden = torch.tanh(plan.x.double() @ one) * mask
    y = hidden @ two[:-1] + two[-1]
    each = torch.nn.functional.binary_cross_entropy_with_logits(y, plan.y.double(), reduction="none")
    told = by_engine({"network": DROPPING}, FAULT)[0]
    assert np.allclose(told, [each[:cut].mean(), each[cut:].mean()], rtol=1e-5)


def test_training_is_not_touched_and_measuring_is():
    states, losses = [], []
    for faults in ([], [FAULT]):
        plan = Plan(parse({**RECIPE, "network": DROPPING, "faults": faults}))
        outcome = train([Member(plan, State.begin(plan))], 4)[0]
        states.append(outcome.state.params.numpy())
        losses.append(outcome.columns["test_loss"])
    assert np.array_equal(*states) and not np.allclose(*losses, rtol=1e-3)


def test_records_are_the_same_however_the_work_is_cut():
    plan = Plan(parse({**RECIPE, "network": DROPPING, "faults": [FAULT]}))
    whole = train([Member(plan, State.begin(plan))], 4)[0].columns["test_loss"]
    state, parts = State.begin(plan), []
    for _ in range(4):
        outcome = train([Member(plan, state)], 1)[0]
        state = outcome.state
        parts.append(outcome.columns["test_loss"])
    assert np.array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("epochs", [33, 34, 50])
def test_more_epochs_are_measured_together_than_one_pass_holds(epochs):
    """Sixteen go in a pass, and the last pass has room for more than are left. Without key frames, which keep to one pass."""
    data, layers = {"name": "circles", "samples": 200}, [{"name": "dense", "units": 100, "dropout": 0.3}]
    recipe = {"data": data, "network": {"layers": layers}, "training": {"batch_size": 100}, "faults": [FAULT]}
    plan = Plan(parse(recipe))
    whole = train([Member(plan, State.begin(plan), frames=False)], epochs)[0].columns["test_loss"]
    state, parts = State.begin(plan), []
    while state.epoch < epochs:
        outcome = train([Member(plan, state, frames=False)], 7)[0]
        state = outcome.state
        parts.append(outcome.columns["test_loss"])
    assert np.array_equal(np.concatenate(parts)[: epochs + 1], whole)


def test_without_dropout_it_is_refused():
    assert "no layer has dropout" in refused(FAULT)
