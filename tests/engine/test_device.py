"""Which device trains, and that everything a cohort computes with lies there. No GPU is needed: tests/engine/pretended.py."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine import device
from engine.__main__ import main
from engine.layers import registry as layers
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches
from tests.engine.companies import Left, all_activations, family_member
from tests.engine.pretended import ELSEWHERE, Pretending, WrongDevice
from tests.engine.random_specs import random_spec

PICTURE = {"data": {"name": "digits"}, "loss": {"name": "cross_entropy"}}
SEQUENCE = {"data": {"name": "remember_first", "samples": 60, "lag": 4}, "loss": {"name": "cross_entropy"}}
WITH = {  # every layer in some network; what a test below checks
    "conv": PICTURE | {"network": {"layers": [
        {"name": "conv2d", "channels": 3, "padding": 1}, {"name": "batch_norm"}, {"name": "max_pool2d"},
        {"name": "conv2d", "channels": 3}, {"name": "avg_pool2d"}, {"name": "flatten"}, {"name": "dense", "dropout": 0.2}]}},
    "rnn": SEQUENCE | {"network": {"layers": [{"name": "rnn", "units": 5, "returns": "all"}, {"name": "layer_norm"},
                                              {"name": "rnn", "units": 4, "nonlinearity": "relu"}]}},
    "gru": SEQUENCE | {"network": {"layers": [{"name": "gru", "units": 5, "bias": False}]}},
    "lstm": SEQUENCE | {"network": {"layers": [{"name": "lstm", "units": 5, "returns": "all"}, {"name": "lstm", "units": 4}]}},
    "activations": {"network": {"layers": all_activations(dropout=0.1)}},
    "around": {"network": {"layers": [{"name": "dense"}, {"name": "dense"}, {"name": "dropout"}, {"name": "residual"}]}},
}  # fmt: skip


def trained_on(where: torch.device, spec, epochs: int = 2) -> Left:
    """A run from nothing in two calls, so that its state is read back once."""
    plan, left = Plan(spec), Left()
    state = left.add(train([Member(plan, State.begin(plan), where)], 1)[0])
    left.add(train([Member(plan, state, where)], epochs - 1)[0])
    return left


def same_elsewhere(spec) -> None:
    """The pretended device computes as the processor does, so every bit must come back."""
    with Pretending() as pretending:
        there = trained_on(ELSEWHERE, spec)
    assert pretending.operations > 20
    assert there.differs_from(trained_on(device.CPU, spec)) == []


@pytest.mark.parametrize("kind", WITH)
def test_every_layer_computes_where_its_cohort_was_made(kind):
    same_elsewhere(parse({**WITH[kind], "training": {"epochs": 2, "batch_size": 20}}))


def test_no_layer_is_left_out():
    assert {layer["name"] for spec in WITH.values() for layer in spec["network"]["layers"]} == set(layers.entries)


@pytest.mark.parametrize("name", optimizers.entries)
def test_every_optimizer_computes_where_its_cohort_was_made(name):
    spec = {
        "data": {"name": "xor", "samples": 30},
        "network": {"layers": [{"name": "dense", "units": 3}]},
        "optimizer": {"name": name},
        "training": {"epochs": 2, "batch_size": None if optimizers[name].full_batch else 7},
    }
    same_elsewhere(parse(spec))


@pytest.mark.parametrize("number", range(0, 60, 8))
def test_random_recipes_compute_where_their_cohort_was_made(number):
    same_elsewhere(random_spec(number, epochs=2))


@pytest.mark.parametrize("data", [{"name": "iris"}, {"name": "moons", "features": ["x1", "x1_squared"]}], ids=["box", "corners"])
def test_an_adversary_moves_batches_where_they_are(data):
    loss = {"name": "cross_entropy" if data["name"] == "iris" else "binary_cross_entropy"}
    same_elsewhere(parse({"data": data, "loss": loss, "training": {"epochs": 2, "adversarial": 0.1}}))


def test_dropout_left_on_at_test_time_and_single_batches_elsewhere():
    layers = [{"name": "dense", "dropout": 0.3}]
    plan = Plan(parse({"network": {"layers": layers}, "faults": ["dropout_at_test"], "training": {"epochs": 3}}))
    with Pretending():
        there = train_batches(Member(plan, State.begin(plan), ELSEWHERE), 11)
    here = train_batches(Member(plan, State.begin(plan)), 11)
    assert here.probe == there.probe and here.key_frames == there.key_frames
    assert torch.equal(here.state.params, there.state.params) and there.state.params.is_cpu


def test_a_run_that_diverges_elsewhere_is_told_as_here():
    recipe = {"data": {"name": "regression_plane"}, "loss": {"name": "mse"}, "optimizer": {"lr": 1e9}, "training": {"epochs": 9}}
    same_elsewhere(parse(recipe))


def test_members_train_alone_elsewhere_and_together_here():
    specs = [family_member("three classes", number, epochs=2) for number in range(3)]
    plans = [Plan(spec) for spec in specs]
    with Pretending():
        there = train([Member(plan, State.begin(plan), ELSEWHERE) for plan in plans], 2)
    here = train([Member(plan, State.begin(plan)) for plan in plans], 2)
    for one, other in zip(there, here, strict=True):
        assert all(np.array_equal(one.columns[name], other.columns[name], equal_nan=True) for name in one.columns)


@pytest.fixture
def asked_for(monkeypatch):
    """Sets what the environment asks for and whether there is a GPU; what was known before is forgotten."""

    def ask(said: str, gpu: bool) -> None:
        monkeypatch.setenv(device.VARIABLE, said)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
        device.usable.cache_clear()

    yield ask
    monkeypatch.undo()
    device.usable.cache_clear()


SMALL, WIDE = {}, {"network": {"layers": [{"name": "dense", "units": 256}] * 4}, "training": {"batch_size": 64}}
THROUGH_TIME = {**WITH["lstm"], "training": {"batch_size": 20}}  # many operations, each of them small


def test_a_gpu_takes_what_is_large_enough_and_nothing_else(asked_for):
    asked_for("", gpu=True)
    assert device.device_of(parse(WIDE)) == device.CUDA
    assert device.device_of(parse(SMALL)) == device.device_of(parse(THROUGH_TIME)) == device.CPU
    second_order = {"network": {"layers": [{"name": "dense", "units": 20}] * 2}, "optimizer": {"name": "newton"}}
    assert device.device_of(parse({**second_order, "training": {"batch_size": None}})) == device.CPU


@pytest.mark.parametrize(
    ("said", "gpu", "where"), [("", False, "cpu"), ("auto", False, "cpu"), ("cpu", True, "cpu"), ("CUDA", True, "cuda")]
)
def test_the_environment_decides_where_it_speaks(asked_for, said, gpu, where):
    asked_for(said, gpu)
    assert {device.device_of(parse(recipe)).type for recipe in (SMALL, WIDE)} == {where}


@pytest.mark.parametrize(
    ("said", "words"), [("tpu", "“tpu” is no device; known are auto, cpu, cuda"), ("cuda", "there is no GPU here")]
)
def test_a_device_that_is_not_there_is_refused_in_words(asked_for, capsys, said, words):
    asked_for(said, gpu=False)
    assert main(["fingerprint"]) == 2
    assert words in capsys.readouterr().err


def test_the_estimate_counts_operations_as_they_are_begun():
    """Within a factor of two of what the pretended device saw, for the shapes that decide."""
    for recipe in (SMALL, WIDE, {"network": {"layers": [{"name": "dense"}] * 30}}, THROUGH_TIME):
        plan = Plan(parse(recipe))
        with Pretending() as pretending:
            state = train_batches(Member(plan, State.begin(plan), ELSEWHERE), 1).state
            marks = [pretending.operations]
            for batches in (1, 3):
                state = train_batches(Member(plan, state, ELSEWHERE), batches).state
                marks.append(pretending.operations)
        seen = (marks[2] - 2 * marks[1] + marks[0]) / 2  # a step's own, without what gathers and brings back
        assert 0.5 < device.seconds_a_step(plan.spec)[1] / device.LAUNCH / seen < 2, (recipe, seen)


def test_the_pretended_device_refuses_what_a_gpu_would():
    with Pretending():
        there, here = torch.ones(3, device=ELSEWHERE), torch.ones(3)
        assert (there * 2 + torch.tensor(1.0)).cpu().tolist() == [3, 3, 3]
        with pytest.raises(WrongDevice):
            there + here
        with pytest.raises(WrongDevice):
            torch.addcmul(torch.tensor(0.5), there, there)
        with pytest.raises(RuntimeError):
            there.numpy()
        with pytest.raises(WrongDevice), torch.device(ELSEWHERE):
            torch.randperm(3, generator=torch.Generator())
