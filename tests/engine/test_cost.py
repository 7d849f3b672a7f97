"""What a set-up costs is known before anything is drawn or allocated (I7), and is counted as PyTorch and plain loops count."""

import math
import tracemalloc

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from engine import reference
from engine.cost import LIMITS, estimate
from engine.datasets import registry as datasets
from engine.plan import Plan
from engine.refusals import Refused
from engine.spec import parse
from tests.engine.random_specs import random_spec

WIDE = {"name": "dense", "units": 256}
CONV = {"name": "conv2d", "channels": 64, "padding": 2}
TOO_MUCH = {
    "parameters": {"network": {"layers": [WIDE] * 50}},
    "bytes": {"data": {"name": "mnist", "examples": 10_000}, "network": {"layers": [CONV, CONV, {"name": "flatten"}]}},
    "flops": {"data": {"samples": 5000}, "network": {"layers": [WIDE] * 4}, "training": {"epochs": 100_000, "batch_size": None}},
    "steps": {"data": {"samples": 5000}, "training": {"epochs": 100_000, "batch_size": 1}},
}  # fmt: skip


class NoTensors(TorchDispatchMode):
    """Whatever asks torch for anything fails."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        raise AssertionError(f"{func} before the cost was known")


@pytest.mark.parametrize("figure", LIMITS)
def test_what_costs_too_much_is_refused_before_anything_is_drawn_or_allocated(figure, monkeypatch):
    for entry in datasets:
        monkeypatch.setattr(entry, "sample", lambda self: pytest.fail("drawn before the cost was known"))
    tracemalloc.start()
    try:
        with NoTensors(), pytest.raises(Refused) as refused:
            parse(TOO_MUCH[figure])
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    path, _, limit = LIMITS[figure]
    (problem,) = [one for one in refused.value.problems if one.allowed == f"at most {limit}"]
    assert problem.path == path and problem.value > limit and f"{limit:,}" in problem.message
    with NoTensors(), pytest.raises(AssertionError):  # the watch can fail
        torch.zeros(1)


@pytest.mark.parametrize("number", range(0, 50, 5))
def test_parameters_and_steps_are_those_of_pytorch_and_of_the_loop(number):
    spec = random_spec(number)
    plan, cost = Plan(spec), estimate(spec)
    weights = sum(one.numel() for one in reference.build(plan, torch.float32).parameters())
    assert cost.parameters == weights
    batch = min(spec.training.batch_size or plan.train_count, plan.train_count)
    assert (
        cost.steps_per_epoch == math.ceil(plan.train_count / batch) and cost.steps == cost.steps_per_epoch * spec.training.epochs
    )
