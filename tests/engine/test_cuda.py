"""A GPU against the processor: the same runs within float32's drift, and on the GPU the same bits each time.

Left out, loudly, where there is no GPU. What can be held without one is in test_device.py.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine import device
from engine.checkpoint import load, save
from engine.cohort import Cohort
from engine.fingerprint import facts, fingerprint
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine import everything
from tests.engine.companies import Left, family_member
from tests.engine.random_specs import random_spec

pytestmark = pytest.mark.cuda
RECIPES = everything.recipes(epochs=3)
DRIFT = {"rtol": 2e-3, "atol": 2e-4}  # a few epochs: sums in another order, each step a few units in the last place


def on(where: torch.device, spec, epochs: int) -> Left:
    plan, left = Plan(spec), Left()
    left.add(train([Member(plan, State.begin(plan), where)], epochs)[0])
    return left


def near(spec, epochs: int = 3) -> None:
    plan = Plan(spec)
    here, there = (train([Member(plan, State.begin(plan), where)], epochs)[0] for where in (device.CPU, device.CUDA))
    assert there.state.params.is_cpu
    np.testing.assert_allclose(there.state.params, here.state.params, **DRIFT)
    for name in ("train_loss", "test_loss", "grad_norm"):
        np.testing.assert_allclose(there.columns[name], here.columns[name], **DRIFT, err_msg=name)


@pytest.mark.parametrize("name", RECIPES)
def test_every_entry_trains_as_on_the_processor(name):
    near(parse(RECIPES[name]))


@pytest.mark.parametrize("name", everything.ASKED)
@pytest.mark.parametrize("question", everything.QUESTIONS)
def test_what_is_asked_of_a_run_trained_on_a_gpu_is_answered(question, name):
    """With the same kinds of numbers; how near they lie is held for the weights they are made of."""
    plan = Plan(parse(everything.ASKED[name] | {"training": {"epochs": 1, "batch_size": 20}}))
    states = [train([Member(plan, State.begin(plan), where)], 1)[0].state for where in (device.CPU, device.CUDA)]
    here, there = (everything.plain(everything.QUESTIONS[question](plan, state)) for state in states)
    assert kinds(there) == kinds(here)


def kinds(answer):
    """What an answer is made of, without its numbers."""
    if isinstance(answer, dict):
        return {key: kinds(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return "list of " + ", ".join(sorted({str(kinds(one)) for one in answer}))
    return "number" if isinstance(answer, int | float) else type(answer).__name__


@pytest.mark.parametrize("number", range(0, 60, 6))
def test_random_recipes_train_as_on_the_processor(number):
    near(random_spec(number, epochs=3))


def test_a_cohort_of_seventeen_steps_as_on_the_processor():
    plans = [Plan(family_member("three classes", number)) for number in range(17)]
    ends = []
    with torch.inference_mode():
        for where in (device.CPU, device.CUDA):
            cohort = Cohort(plans, where)
            cohort.load([State.begin(plan) for plan in plans])
            cohort.prepare()
            with device.training_on(where):
                cohort.run()
            ends.append(cohort.params.cpu().numpy())
    np.testing.assert_allclose(ends[1], ends[0], **DRIFT)


@pytest.mark.parametrize("kind", ["conv", "lstm", "activations"])
def test_the_same_bits_each_time_and_after_a_checkpoint(kind):
    spec = parse({**everything.LAYERS[kind], "training": {"epochs": 4, "batch_size": 20}})
    whole = on(device.CUDA, spec, 4)
    assert on(device.CUDA, spec, 4).differs_from(whole) == []
    plan, parts = Plan(spec), Left()
    state = parts.add(train([Member(plan, State.begin(plan), device.CUDA)], 2)[0])
    parts.add(train([Member(plan, load(plan, save(state)), device.CUDA)], 2)[0])
    assert parts.differs_from(whole) == []


def test_the_fingerprint_names_the_gpu():
    assert facts(device.CUDA)["device"] == torch.cuda.get_device_name(0)
    assert fingerprint(device.CUDA) != fingerprint(device.CPU)
