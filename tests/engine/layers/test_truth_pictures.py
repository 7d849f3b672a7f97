"""Whole runs of convolutional networks on digits, beside idiomatic PyTorch, judged by PyTorch in float64."""

import numpy as np
import pytest
import torch

from engine.plan import Plan
from engine.spec import REGISTRIES, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.companies import alone, together
from tests.engine.test_truth_runs import shares

FLAT = {"name": "flatten"}
CONV = {"name": "conv2d", "channels": 4, "activation": "tanh"}
STACKS = {
    "pooled": [CONV, {"name": "max_pool2d"}, FLAT, {"name": "dense", "units": 8}],
    "normal": [CONV, {"name": "batch_norm"}, {"name": "avg_pool2d"}, FLAT, {"name": "layer_norm"}],
    "around": [
        CONV | {"padding": 1},
        CONV | {"padding": 1},
        {"name": "batch_norm"},
        {"name": "residual", "over": 2},
        {"name": "dropout", "rate": 0.25},
        CONV | {"stride": 2, "bias": False},
        FLAT,
    ],
}


def recipe(stack: list[dict], **changes) -> dict:
    return {
        "data": {"name": "digits", "test_share": 0.9},
        "network": {"layers": stack, "initializer": {"name": "he_normal"}},
        "optimizer": {"name": "momentum", "lr": 0.01},
        "regularization": {"l2": 0.001, "decay": 0.01},
        "training": {"epochs": 4, "batch_size": 32},
    } | changes


@pytest.mark.parametrize("name", list(STACKS))
def test_a_run_agrees_with_pytorch_within_what_float32_allows(name):
    result = shares(parse(recipe(STACKS[name])))
    assert max(result.values()) <= 1, {name: share for name, share in result.items() if share > 1}


def test_pictures_use_every_layer_that_plain_points_cannot():
    used = {layer["name"] for stack in STACKS.values() for layer in stack}
    for name, entry in REGISTRIES["network.layers"].entries.items():
        assert name in used or entry.reads_flat or name in ("rnn", "gru", "lstm")


def test_the_same_bits_alone_and_in_company():
    """Members that differ in seed, rate and dropout, whole runs with key frames and running statistics."""
    specs = [
        parse(recipe([*STACKS["around"][:4], {"name": "dropout", "rate": 0.1 * rate}, CONV, FLAT], seed=rate,
                     optimizer={"name": "momentum", "lr": 0.01 * rate}))
        for rate in (1, 2, 3)
    ]  # fmt: skip
    assert len({Plan(spec).cohort_key for spec in specs}) == 1
    for spec, left in zip(specs, together(specs), strict=True):
        assert not left.differs_from(alone(spec))


def test_a_small_cnn_learns_digits():
    spec = parse(recipe(STACKS["pooled"], data={"name": "digits", "test_share": 0.5}, optimizer={"name": "adam", "lr": 0.01}))
    plan = Plan(spec)
    outcome = train([Member(plan, State.begin(plan))], 4)[0]
    assert outcome.columns["test_accuracy"][-1] > 0.9
    rows = {name.split(".")[1] for name in outcome.columns if name.startswith("layer.")}
    assert rows == {"1", "4", "5"}  # pooling and flatten have no parameters and no row
    assert torch.isfinite(outcome.state.params).all()


def test_a_full_pass_in_pieces_gives_the_records_of_one_in_a_piece(monkeypatch):
    """Large pictures are judged some hundred points at a time; each answer is its own, so only the mean's rounding moves."""
    from engine import layout

    spec = parse(recipe(STACKS["pooled"], data={"name": "digits", "test_share": 0.5}))
    whole = alone(spec)
    monkeypatch.setattr(layout, "NUMBERS_AT_ONCE", 1)
    pieces = alone(spec)
    assert layout.points_at_once(Plan(spec).slots, 1797) == 256
    assert pieces.columns["test_accuracy"] == whole.columns["test_accuracy"] and pieces.state.params.equal(whole.state.params)
    losses = [np.frombuffer(left.columns["test_loss"], np.float32) for left in (whole, pieces)]
    assert np.allclose(*losses, rtol=1e-6)
