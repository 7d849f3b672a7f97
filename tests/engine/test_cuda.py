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
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.companies import Left, family_member
from tests.engine.random_specs import RATES, random_spec
from tests.engine.test_device import WITH

pytestmark = pytest.mark.cuda
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


@pytest.mark.parametrize("kind", WITH)
def test_every_layer_trains_as_on_the_processor(kind):
    near(parse({**WITH[kind], "optimizer": {"name": "sgd", "lr": 0.01}, "training": {"epochs": 3, "batch_size": 20}}))


@pytest.mark.parametrize("name", optimizers.entries)
def test_every_optimizer_trains_as_on_the_processor(name):
    full, rate = optimizers[name].full_batch, RATES.get(name, 0.01)
    near(parse({
        "data": {"name": "xor", "samples": 30},
        "network": {"layers": [{"name": "dense", "units": 3}]},
        "optimizer": {"name": name} if full else {"name": name, "lr": rate},
        "training": {"epochs": 3, "batch_size": None if full else 7},
    }))  # fmt: skip


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
    spec = parse({**WITH[kind], "training": {"epochs": 4, "batch_size": 20}})
    whole = on(device.CUDA, spec, 4)
    assert on(device.CUDA, spec, 4).differs_from(whole) == []
    plan, parts = Plan(spec), Left()
    state = parts.add(train([Member(plan, State.begin(plan), device.CUDA)], 2)[0])
    parts.add(train([Member(plan, load(plan, save(state)), device.CUDA)], 2)[0])
    assert parts.differs_from(whole) == []


def test_the_fingerprint_names_the_gpu():
    assert facts(device.CUDA)["device"] == torch.cuda.get_device_name(0)
    assert fingerprint(device.CUDA) != fingerprint(device.CPU)
