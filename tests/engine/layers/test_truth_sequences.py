"""Whole runs of recurrent networks beside idiomatic PyTorch, and the same bytes in company."""

import itertools

import pytest

from engine.optimizers import registry as optimizers
from engine.spec import parse
from tests.engine.companies import alone, together
from tests.engine.test_truth_runs import EPOCHS, shares

DATA = ("remember_first", "sine_sequence", "mnist1d")
STACKS = {
    "rnn": [{"name": "rnn", "units": 5}],
    "relu": [{"name": "rnn", "units": 5, "nonlinearity": "relu", "bias": False}],
    "gru": [{"name": "gru", "units": 4, "returns": "all"}, {"name": "flatten"}, {"name": "dense", "units": 3, "dropout": 0.2}],
    "lstm": [{"name": "lstm", "units": 4, "forget_bias": 1}],
    "two": [{"name": "lstm", "units": 4, "returns": "all"}, {"name": "gru", "units": 3, "bias": False}],
}


def spec_of(stack: str, data: str, seed: int = 1, **more):
    short = {"remember_first": {"lag": 5}, "sine_sequence": {"length": 6}, "mnist1d": {}}[data]
    recipe = {
        "seed": seed,
        "data": {"name": data, "samples": 60, "test_share": 0.3, "seed": seed, **short},
        "network": {"layers": STACKS[stack], "initializer": {"name": "pytorch"}},
        "optimizer": {"name": "adam", "lr": 0.01},
        "regularization": {"l2": 0.01, "decay": 0.01},
        "training": {"epochs": EPOCHS, "batch_size": 9, "clip_norm": 1.0},
    }
    return parse(recipe | more)


@pytest.mark.parametrize(("stack", "data"), [(stack, DATA[n % 3]) for n, stack in enumerate(STACKS)])
def test_a_run_agrees_with_pytorch_within_what_float32_allows(stack, data):
    result = shares(spec_of(stack, data))
    assert max(result.values()) <= 1, {name: share for name, share in result.items() if share > 1}


@pytest.mark.parametrize("stack", STACKS)
def test_a_run_leaves_the_same_bytes_alone_and_in_company(stack):
    rules = itertools.cycle(optimizers.entries)
    specs = [
        spec_of(stack, "remember_first", seed, optimizer={"name": rule, "lr": 0.003 * seed})
        for seed, rule in zip(range(1, 6), rules, strict=False)
    ]
    for spec, run in zip(specs, together(specs), strict=True):
        assert alone(spec).differs_from(run) == []
