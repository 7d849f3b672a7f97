"""A learning rate of 10⁹ ends every run as "diverged", with the epoch and the first layer where numbers went bad."""

import numpy as np
import pytest
import torch

from engine import reference
from engine.divergence import BEYOND
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.records import decode, encode
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches

NETWORKS = {
    "the default": {},
    "relu, deep": {"network": {"layers": [{"name": "dense", "units": 5, "activation": "relu"}] * 4}},
    "three classes": {"data": {"name": "iris"}},
    "a surface": {"data": {"name": "regression_plane"}},
    "no hidden layer": {"network": {"layers": []}},
    "clipped": {"training": {"clip_norm": 1.0}},
    "one batch": {"training": {"batch_size": None}},
}
FIRST_ORDER = [name for name, entry in optimizers.entries.items() if not entry.full_batch]  # the others have a rate of 1
HOPS = "lion"  # each step is exactly ±η: it may be back where it began at an epoch's end, which is when runs are judged


@pytest.mark.parametrize("network", NETWORKS)
def test_a_rate_of_a_billion_diverges_with_every_optimizer(network):
    recipes = [NETWORKS[network] | {"optimizer": {"name": name, "lr": 1e9}} for name in FIRST_ORDER]
    plans = [Plan(parse(recipe)) for recipe in recipes]
    for plan, outcome in zip(plans, train([Member(plan, State.begin(plan)) for plan in plans], 300), strict=True):
        name, state = plan.spec.optimizer.name, outcome.state
        assert state.stopped == "diverged", name
        if name == HOPS:
            continue
        assert (state.detail["epoch"], state.detail["layer"]) == (state.epoch, first_bad_layer(plan, state.detail["step"])), name
        assert outcome.rows == state.epoch + 1 == state.seq  # the epoch that went bad is the last record
        assert decode(plan.schema, encode(plan.schema, 0, outcome.columns))[0] == 0
        assert train([Member(plan, state)], 10)[0].rows == 0  # it does not go on


def first_bad_layer(plan: Plan, step: int) -> int | None:
    """Walk single steps with train_batches: the first layer that is bad after ``step``, and no step before it is."""
    state = State.begin(plan)
    for _ in range(step):
        assert layers_beyond(plan, state.params) == []
        state = train_batches(Member(plan, state), 1).state
    return next(iter(layers_beyond(plan, state.params)), None)


def layers_beyond(plan: Plan, params: torch.Tensor) -> list[int]:
    blocks = [(slot.index, params[slot.start : slot.stop]) for slot in plan.slots]
    return [index for index, block in blocks if not (block.abs() <= BEYOND).all()]


LATE = {  # a warm-up that leads far too high: trains well for some epochs, then leaves the bounds
    "data": {"name": "regression_gaussian", "samples": 80, "standardize": True},
    "network": {
        "layers": [{"name": "dense", "units": 3, "activation": "identity"}, {"name": "dense", "units": 3, "activation": "relu"}]
    },
    "optimizer": {"name": "sgd", "lr": 10.0},
    "schedule": {"name": "constant", "warmup": 100},
    "training": {"epochs": 200, "batch_size": 20},
}


@pytest.mark.parametrize("calls", [[200], [1] * 200, [3, 1, 7] * 20])
def test_the_epoch_and_layer_do_not_depend_on_how_the_run_was_cut(calls):
    plan = Plan(parse(LATE))
    state, rows = State.begin(plan), 0
    for epochs in calls:
        if state.stopped:
            break
        outcome = train([Member(plan, state)], epochs)[0]
        state, rows = outcome.state, rows + outcome.rows
    assert state.stopped == "diverged" and 3 < state.epoch < 200
    assert rows == state.epoch + 1
    assert state.detail["epoch"] == state.epoch == -(-state.detail["step"] // plan.steps_per_epoch)
    assert state.detail["layer"] == first_bad_layer(plan, state.detail["step"])


def test_pytorch_diverges_there_too():
    """The same run in idiomatic PyTorch leaves the bounds in the same epoch."""
    plan = Plan(parse(LATE))
    state = train([Member(plan, State.begin(plan))], 200)[0].state
    beyond = (e.epoch for e in reference.train(plan) if not all((w.abs() <= BEYOND).all() for w in e.weights))
    assert next(beyond) == state.epoch


def test_a_straight_line_runs_all_the_way_to_infinity():
    recipe = {
        "data": {"name": "noisy_line"},
        "network": {"layers": []},
        "loss": {"name": "mse"},
        "optimizer": {"name": "sgd", "lr": 1e9},
    }
    plan = Plan(parse(recipe))
    outcome = train([Member(plan, State.begin(plan))], 300)[0]
    assert outcome.state.stopped == "diverged"
    assert not np.isfinite(outcome.columns["train_loss"][-1])


LINE = {"data": {"name": "noisy_line"}, "network": {"layers": []}, "loss": {"name": "mse"}}


def outcome_of(recipe: dict, calls: list[int]):
    """(state, all training losses) after training in stretches."""
    plan = Plan(parse(LINE | recipe))
    state, losses = State.begin(plan), []
    for epochs in calls:
        if state.stopped:
            break
        outcome = train([Member(plan, state)], epochs)[0]
        state, losses = outcome.state, losses + outcome.columns["train_loss"].tolist()
    return state, losses


@pytest.mark.parametrize("batch", [32, None])
@pytest.mark.parametrize("name", FIRST_ORDER)
def test_a_rate_of_a_billion_diverges_on_a_straight_line_too(name, batch):
    """To infinity, or beyond all bounds without getting any further: the last epoch's loss is not above the last such one's.

    But for AdaGrad, and that is no gap: the square of its first giant gradient stays in its sum for ever, which divides the
    rate by 10⁹ again. It does learn the line. And Lion hops to ±10⁹ and back to exactly 0, for ever.
    """
    recipe = {"optimizer": {"name": name, "lr": 1e9}, "training": {"batch_size": batch}}
    state, losses = outcome_of(recipe, [300])
    again, cut = outcome_of(recipe, [1] * 300)
    np.testing.assert_array_equal(cut, losses, "however it was cut")
    assert (again.epoch, again.detail) == (state.epoch, state.detail)
    if name == HOPS and batch:
        assert state.stopped == "finished" and len(set(losses[1:])) == 1
        return
    if name == "adagrad":
        assert state.stopped == "finished" and losses[-1] < 0.01
        return
    assert state.stopped == "diverged" and state.detail["layer"] == 1 and state.detail["epoch"] == state.epoch == len(losses) - 1
    if np.isfinite(losses[-1]):
        assert 1e9 < losses[-1] <= max(losses[:-1]) and state.params.abs().max() > BEYOND


def test_a_line_that_grows_is_left_to_reach_infinity():
    """Just above 2 ÷ curvature: every epoch is worse than the last, beyond 10⁶ as well, and the end is infinite."""
    state, losses = outcome_of({"optimizer": {"name": "sgd", "lr": 1.1}, "training": {"batch_size": None}}, [300])
    assert state.stopped == "diverged" and not np.isfinite(losses[-1])
    late = [loss for loss in losses if loss > 1e12]
    assert len(late) > 20 and late == sorted(late)
