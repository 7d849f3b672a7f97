"""The hand-written backward pass against autograd and against central differences: dense × activation × loss.

The other layers stand in tests/engine/layers, each in its own file.
"""

import itertools

import pytest
import torch

from engine import reference
from engine.activations import registry as activations
from engine.cohort import Cohort
from engine.datasets import registry as datasets
from engine.losses import registry as losses
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from tests.engine.gradients import BATCH, assert_right

DATA = {"binary": "circles", "multiclass": "iris", "regression": "regression_plane"}  # one set of each task


def names(registry) -> list[str]:
    return list(registry.entries)


COMBINATIONS = [
    (layer, activation, loss, task)
    for layer, activation, loss in itertools.product(["dense"], names(activations), names(losses))
    for task in losses[loss].outputs
]


def make_plan(layer: str, activation: str, loss: str, task: str) -> Plan:
    """Three hidden layers of odd widths: plain, without bias, with dropout; first weights large enough to bend."""
    hidden = [
        {"name": layer, "units": 5, "activation": activation},
        {"name": layer, "units": 3, "activation": activation, "bias": False},
        {"name": layer, "units": 6, "activation": activation, "dropout": 0.3},
    ]
    data = {"name": DATA[task], "standardize": True}
    recipe = {"data": data, "network": {"layers": hidden, "initializer": {"name": "pytorch"}}, "loss": {"name": loss}}
    return Plan(parse({**recipe, "seed": 1, "training": {"batch_size": BATCH}}))


@pytest.mark.parametrize(("layer", "activation", "loss", "task"), COMBINATIONS)
def test_backward_equals_autograd_and_central_differences(layer, activation, loss, task):
    plan = make_plan(layer, activation, loss, task)
    assert_right(plan)


def test_every_task_has_a_data_set_here():
    assert {entry.task for entry in datasets} == set(DATA)


@pytest.mark.parametrize("batch_size", [7, 250, None])
def test_a_cohorts_gradient_equals_autograd_with_penalties_in_every_row(batch_size):
    """The whole path of a step, penalties included, for members that differ in seed, rates and penalties."""
    plans = [
        Plan(
            parse({"seed": seed, "regularization": {"l1": 0.01 * seed, "l2": 0.1 / seed}, "training": {"batch_size": batch_size}})
        )
        for seed in (1, 2, 3)
    ]
    cohort = Cohort(plans)
    with torch.inference_mode():
        cohort.load([State.begin(plan) for plan in plans])
        cohort.prepare()
        cohort.gradients(0)
    for member, plan in enumerate(plans):
        first = next(iter(reference.train(plan)))
        expected = torch.cat([gradient.reshape(-1) for gradient in first.gradients])
        ours = cohort.gradient[cohort.row_of[member]]
        assert ((ours - expected).norm() / expected.norm()).item() <= 1e-6
