"""Which device trains, and that everything a cohort computes with lies there. No GPU is needed: tests/engine/pretended.py."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import after, device, elementwise
from engine.__main__ import main
from engine.activations import registry as activations
from engine.faults import registry as faults
from engine.initializers import registry as initializers
from engine.layers import registry as layers
from engine.losses import registry as losses
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.schedules import registry as schedules
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches
from tests.engine import everything
from tests.engine import test_cuda as marked
from tests.engine.companies import Left, family_member
from tests.engine.pretended import ELSEWHERE, Pretending, WrongDevice
from tests.engine.random_specs import random_spec

RECIPES = everything.recipes(epochs=2)
AFTER = Path(after.__file__).parent


def trained_on(where: torch.device, spec, epochs: int = 2) -> Left:
    """A run from nothing in two calls, so that its state is read back once."""
    plan, left = Plan(spec), Left()
    state = left.add(train([Member(plan, State.begin(plan), where)], 1)[0])
    left.add(train([Member(plan, state, where)], epochs - 1)[0])
    return left


def same_elsewhere(spec) -> None:
    """The pretended device computes as torch does on the processor, so every bit must come back."""
    with Pretending() as pretending:
        there = trained_on(ELSEWHERE, spec)
    assert pretending.operations > 20
    with by_torch():
        assert there.differs_from(trained_on(device.CPU, spec)) == []


@contextmanager
def by_torch():
    """The functions that NumPy computes here, by torch, as on any other device."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elementwise, "by_numpy", lambda *tensors: False)
        yield


@pytest.mark.parametrize("name", RECIPES)
def test_every_entry_computes_where_its_cohort_was_made(name):
    same_elsewhere(parse(RECIPES[name]))


def test_no_entry_is_left_out():
    used = everything.used(RECIPES.values())
    assert used == {
        "optimizers": set(optimizers.entries),
        "losses": set(losses.entries),
        "schedules": set(schedules.entries),
        "initializers": set(initializers.entries),
        "faults": set(faults.entries),
        "layers": set(layers.entries),
        "activations": set(activations.entries),
    }
    asked = {*(path.stem for path in AFTER.glob("*.py")), "curvature", "gradient_check", "feature_maps"}
    assert asked - set(everything.QUESTIONS) == {"__init__", "plane", "trained"}  # what the others are made of


@pytest.mark.parametrize("name", everything.ASKED)
@pytest.mark.parametrize("question", everything.QUESTIONS)
def test_what_is_asked_of_a_run_trained_elsewhere_is_answered_as_here(question, name):
    plan, states = trained_twice(name)
    answers = [everything.plain(everything.QUESTIONS[question](plan, state)) for state in states]
    np.testing.assert_equal(*answers)


@cache
def trained_twice(name: str) -> tuple[Plan, list[State]]:
    """A run to be asked, trained elsewhere and here."""
    plan = Plan(parse(everything.ASKED[name] | {"training": {"epochs": 1, "batch_size": 20}}))
    with Pretending():
        there = train([Member(plan, State.begin(plan), ELSEWHERE)], 1)[0].state
    with by_torch():
        return plan, [there, train([Member(plan, State.begin(plan))], 1)[0].state]


MARKED = {  # some of the tests that wait for a GPU
    "an entry": lambda: marked.test_every_entry_trains_as_on_the_processor("optimizer muon"),
    "an adversary": lambda: marked.test_every_entry_trains_as_on_the_processor("adversary corners"),
    "a question": lambda: marked.test_what_is_asked_of_a_run_trained_on_a_gpu_is_answered("curvature", "plane"),
    "a cohort": lambda: marked.test_a_cohort_of_seventeen_steps_as_on_the_processor(),
    "a checkpoint": lambda: marked.test_the_same_bits_each_time_and_after_a_checkpoint("lstm"),
}


@pytest.mark.parametrize("name", MARKED)
def test_the_tests_marked_for_a_gpu_run_at_all(name, monkeypatch):
    """With the processor in the GPU's place they have to pass, or they would fail where there is one for reasons of their own."""
    monkeypatch.setattr(device, "CUDA", device.CPU)
    MARKED[name]()


@pytest.mark.parametrize("number", range(0, 60, 8))
def test_random_recipes_compute_where_their_cohort_was_made(number):
    same_elsewhere(random_spec(number, epochs=2))


def test_dropout_left_on_at_test_time_and_single_batches_elsewhere():
    layers = [{"name": "dense", "dropout": 0.3}]
    plan = Plan(parse({"network": {"layers": layers}, "faults": ["dropout_at_test"], "training": {"epochs": 3}}))
    with Pretending():
        there = train_batches(Member(plan, State.begin(plan), ELSEWHERE), 11)
    with by_torch():
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
    with by_torch():
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
THROUGH_TIME = {**everything.LAYERS["lstm"], "training": {"batch_size": 20}}  # many operations, each of them small


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
