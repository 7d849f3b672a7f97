"""What every recurrent layer owes: the gradients of torch.nn's own module, through time, in one row and in many."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frames import backward, forward, frames
from engine.plan import Plan
from engine.reference import build
from engine.spec import parse
from engine.state import State


def plan_of(layers: list[dict], lag: int = 5, **more) -> Plan:
    """Layers over the sequences of remember_first: lag + 1 steps of 8 features."""
    data = {"name": "remember_first", "lag": lag, "samples": 40}
    network = {"layers": layers, "initializer": {"name": "pytorch"}}
    return Plan(parse({"data": data, "network": network, "training": {"batch_size": 7}, **more}))


def by_hand(plan: Plan, params: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Losses (rows,) and flat gradients (rows, size) of the engine, in the dtype of ``params``."""
    before, loss = torch.get_default_dtype(), plan.spec.loss
    torch.set_default_dtype(params.dtype)  # the engine's buffers are made in the default dtype
    try:
        gradient = torch.zeros_like(params)
        stack = frames(plan, params, len(x), gradient)
        columns, targets = (t.to(params.dtype).T.expand(len(params), -1, -1).contiguous() for t in (x, y))
        outputs = forward(stack, columns)
        losses = loss.pointwise(outputs, targets, {}).mean(dim=1)
        loss.gradient(outputs, targets, {}, stack[-1].da)
        backward(stack)
        evaluated = forward(frames(plan, params, len(x)), columns)
        assert torch.equal(evaluated, outputs)  # without memory of the steps, the same answers
        return losses, gradient
    finally:
        torch.set_default_dtype(before)


def by_autograd(plan: Plan, x: torch.Tensor, y: torch.Tensor, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and flat gradient of the same network of torch.nn."""
    model = build(plan, dtype)
    loss = plan.spec.loss.in_torch()(model(x[:, :-1].reshape(-1, *plan.slots[0].in_shape).to(dtype)), y.to(dtype))
    loss.backward()
    return loss.detach(), torch.cat([gradient.reshape(-1) for gradient in model.gradients()])


def is_torchs(layers: list[dict], lag: int = 5, batch: int = 7, seed: int = 1) -> None:
    """Loss and gradient within 1e-6 in float32 and 1e-12 in float64."""
    plan = plan_of(layers, lag, seed=seed)
    x, y = plan.x[:batch], plan.y[:batch]
    first = State.begin(plan).params.unsqueeze(0)
    for dtype, most in ((torch.float32, 1e-6), (torch.float64, 1e-12)):
        losses, gradient = by_hand(plan, first.to(dtype), x, y)
        loss, exact = by_autograd(plan, x, y, torch.float64)
        assert abs(losses[0] - loss) <= most * 10 * abs(loss)
        assert (gradient[0] - exact).norm() <= most * exact.norm()
        assert exact.norm() > 0


def is_its_central_differences(layers: list[dict], h: float = 1e-5) -> None:
    """(L(w + h) − L(w − h)) ÷ 2h for every parameter, all of them as replicas at once."""
    plan = plan_of(layers, lag=3)
    x, y = plan.x[:5], plan.y[:5]
    first = State.begin(plan).params.double()
    gradient = by_hand(plan, first.unsqueeze(0), x, y)[1][0]
    moved = first.repeat(2 * plan.size, 1)
    moved[range(plan.size), range(plan.size)] += h
    moved[range(plan.size, 2 * plan.size), range(plan.size)] -= h
    losses = by_hand(plan, moved, x, y)[0]
    differences = (losses[: plan.size] - losses[plan.size :]) / (2 * h)
    real = torch.ones(plan.size, dtype=bool) if plan.real is None else torch.zeros(plan.size, dtype=bool)
    if plan.real is not None:
        real[plan.real] = True
        assert (gradient[~real] == 0).all()
    assert (differences - gradient)[real].norm() <= 1e-7 * gradient.norm()


def keeps_its_bits(layers: list[dict]) -> None:
    """A row's loss and gradient are the same bytes alone and among others, at any batch size."""
    for batch in (1, 2, 5, 16, 31):
        for width in (2, 3, 17):
            plan = plan_of(layers, lag=4, data={"name": "remember_first", "lag": 4, "samples": 80})
            x, y = plan.x[:batch], plan.y[:batch]
            rows = torch.randn(width, plan.size, generator=torch.Generator().manual_seed(batch)) * 0.3
            losses, gradients = by_hand(plan, rows, x, y)
            for row in range(width):
                loss, gradient = by_hand(plan, rows[row : row + 1].clone(), x, y)
                assert loss.item() == losses[row].item() and torch.equal(gradient[0], gradients[row]), (batch, width, row)


def any_shape(layer: dict):
    """Hypothesis: sizes, bias and what is returned, alone or below a second layer of the same kind."""

    @settings(max_examples=25, deadline=None)
    @given(
        units=st.integers(1, 9),
        above=st.integers(0, 5),
        lag=st.integers(2, 9),
        batch=st.integers(1, 12),
        bias=st.booleans(),
        returns=st.sampled_from(["last", "all"]),
        seed=st.integers(0, 1000),
    )
    def check(units, above, lag, batch, bias, returns, seed):
        lowest = {**layer, "units": units, "bias": bias, "returns": "all" if above else returns}
        second = [{**layer, "units": above, "returns": returns}] if above else []
        flat = [{"name": "flatten"}] if returns == "all" else []
        is_torchs([lowest, *second, *flat], lag, batch, seed)

    return check
