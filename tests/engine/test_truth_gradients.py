"""The hand-written backward pass against autograd and against central differences: every layer × activation × loss."""

import itertools

import pytest
import torch

from engine import reference
from engine.activations import registry as activations
from engine.cohort import Cohort
from engine.datasets import registry as datasets
from engine.frames import backward, forward, frames
from engine.layers import registry as layers
from engine.losses import registry as losses
from engine.plan import Plan
from engine.reference import FedDropout, blocks, build, feed_masks, linears
from engine.spec import parse
from engine.state import State

DATA = {"binary": "circles", "multiclass": "iris", "regression": "regression_plane"}  # one set of each task
BATCH = 7


def names(registry) -> list[str]:
    return list(registry.entries)


COMBINATIONS = [
    (layer, activation, loss, task)
    for layer, activation, loss in itertools.product(names(layers), names(activations), names(losses))
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


def batch_of(plan: Plan, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    return plan.x[:BATCH].to(dtype), plan.y[:BATCH].to(dtype)


def by_autograd(plan: Plan, dtype: torch.dtype) -> list[torch.Tensor]:
    """Each layer's gradient block from torch.nn and autograd."""
    model, (x, y) = build(plan, dtype), batch_of(plan, dtype)
    feed_masks(model, plan.spec.seed, 1, 0, BATCH, BATCH)
    plan.spec.loss.in_torch()(model(x[:, :-1]), y).backward()
    return [blocks(layer)[1] for layer in linears(model)]


def by_hand(plan: Plan, dtype: torch.dtype, params: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Flat gradients and losses of ``params`` (rows, size) from the engine's own layers, activations and loss."""
    params = (State.begin(plan).params.unsqueeze(0) if params is None else params).to(dtype)
    masks, before = masks_of(plan), torch.get_default_dtype()
    torch.set_default_dtype(dtype)  # the engine's buffers are made in the default dtype, which is float32 everywhere else
    try:
        rows, gradient = len(params), torch.zeros_like(params)
        stack = frames(plan, params, BATCH, gradient)
        loss = plan.spec.loss
        settings = {name: torch.full((rows, 1, 1), getattr(loss, name)) for name in type(loss).model_fields if name != "name"}
        for frame, mask in zip(stack, masks, strict=True):
            if frame.mask is not None:
                frame.mask.copy_(mask)
        x, y = (t.T.expand(rows, -1, -1).contiguous() for t in batch_of(plan, dtype))
        outputs = forward(stack, x)
        losses = loss.pointwise(outputs, y, settings).mean(dim=1)
        loss.gradient(outputs, y, settings, stack[-1].da)
        backward(stack, gradient)
        return gradient, losses
    finally:
        torch.set_default_dtype(before)


def in_layers(plan: Plan, flat: torch.Tensor) -> list[torch.Tensor]:
    return [flat[slot.start : slot.stop].view(slot.fan_in + 1, slot.fan_out) for slot in plan.slots]


def masks_of(plan: Plan) -> list[torch.Tensor | None]:
    model = build(plan, torch.float32)
    feed_masks(model, plan.spec.seed, 1, 0, BATCH, BATCH)
    drawn = {module.layer: module.mask.T for module in model if isinstance(module, FedDropout)}
    return [drawn.get(slot.index) for slot in plan.slots]


def difference(ours: list[torch.Tensor], theirs: list[torch.Tensor]) -> float:
    """Largest ‖ours − theirs‖ ÷ ‖theirs‖ of any layer; where a layer has no gradient at all, neither may have one."""
    worst = 0.0
    for mine, other in zip(ours, theirs, strict=True):
        away, size = (mine - other).norm().item(), other.norm().item()
        worst = max(worst, away / size if size else away)
    return worst


@pytest.mark.parametrize(("layer", "activation", "loss", "task"), COMBINATIONS)
def test_backward_equals_autograd_and_central_differences(layer, activation, loss, task):
    plan = make_plan(layer, activation, loss, task)
    exact = by_autograd(plan, torch.float64)
    single, double = (by_hand(plan, dtype)[0][0] for dtype in (torch.float32, torch.float64))
    whole = torch.cat([gradient.reshape(-1) for gradient in by_autograd(plan, torch.float32)])
    double = in_layers(plan, double)
    assert sum(gradient.norm() for gradient in exact) > 0
    assert ((single - whole).norm() / whole.norm()).item() <= 1e-6
    # Layer by layer the judge is float64: where a batch's terms cancel, autograd's own float32 is off by more than 1e-6.
    assert difference(in_layers(plan, single), exact) <= 1e-6
    assert difference(double, exact) <= 1e-12
    assert difference(by_differences(plan), double) <= 1e-6


def by_differences(plan: Plan, h: float = 1e-5) -> list[torch.Tensor]:
    """(L(w + h) − L(w − h)) ÷ 2h for every weight and every true bias, float64, all of them as replicas at once."""
    places = [place for slot in plan.slots for place in range(slot.start, slot.start + slot.parameters)]
    moved = State.begin(plan).params.double().repeat(2 * len(places), 1)
    up, down = moved[: len(places)], moved[len(places) :]
    up[range(len(places)), places] += h
    down[range(len(places)), places] -= h
    losses = by_hand(plan, torch.float64, moved)[1]
    flat = torch.zeros(plan.size, dtype=torch.float64)
    flat[places] = (losses[: len(places)] - losses[len(places) :]) / (2 * h)
    return in_layers(plan, flat)


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
