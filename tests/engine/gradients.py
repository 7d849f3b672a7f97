"""A network's gradient three times over: the engine's own rules, autograd through torch.nn, and central differences."""

import torch

from engine.frames import backward, forward, frames
from engine.plan import Plan
from engine.reference import FedDropout, build, feed_masks
from engine.state import State

BATCH = 7


def batch_of(plan: Plan, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    return plan.x[:BATCH].to(dtype), plan.y[:BATCH].to(dtype)


def by_autograd(plan: Plan, dtype: torch.dtype) -> list[torch.Tensor]:
    """Each matrix's gradient from torch.nn and autograd."""
    model, (x, y) = build(plan, dtype), batch_of(plan, dtype)
    feed_masks(model, plan.spec.seed, 1, 0, BATCH, BATCH)
    plan.spec.loss.in_torch()(model(x[:, :-1].reshape(-1, *plan.slots[0].in_shape)), y).backward()
    return model.gradients()


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
        losses = loss.pointwise(outputs, y, settings)
        losses = losses.sum(dim=1) if loss.summed else losses.mean(dim=1)
        loss.gradient(outputs, y, settings, stack[-1].da)
        backward(stack)
        return gradient, losses
    finally:
        torch.set_default_dtype(before)


def in_layers(plan: Plan, flat: torch.Tensor) -> list[torch.Tensor]:
    return [block.of(flat) for block in plan.matrices]


def masks_of(plan: Plan) -> list[torch.Tensor | None]:
    model = build(plan, torch.float32)
    feed_masks(model, plan.spec.seed, 1, 0, BATCH, BATCH)
    drawn = {module.layer: module.mask.T for module in model if isinstance(module, FedDropout)}
    return [drawn.get(slot.index) for slot in plan.slots]


def size_of_terms(plan: Plan) -> float:
    """√Σ‖gᵢ‖², gᵢ being point i's part of the gradient Σgᵢ: what a float32 sum rounds, however small the sum comes out."""
    model, (x, y) = build(plan, torch.float64), batch_of(plan, torch.float64)
    feed_masks(model, plan.spec.seed, 1, 0, BATCH, BATCH)
    outputs, squares = model(x[:, :-1].reshape(-1, *plan.slots[0].in_shape)), 0.0
    for point in range(BATCH):
        model.zero_grad()
        loss = plan.spec.loss.in_torch()(outputs[point : point + 1], y[point : point + 1])
        (loss / (1 if plan.spec.loss.summed else BATCH)).backward(retain_graph=True)
        squares += sum(gradient.norm().item() ** 2 for gradient in model.gradients())
    return squares**0.5


def difference(ours: list[torch.Tensor], theirs: list[torch.Tensor], least: float = 0.0) -> float:
    """Largest ‖ours − theirs‖ ÷ ‖theirs‖ (or ÷ ``least``, if that is more); where there is no gradient, neither has one."""
    worst = 0.0
    for mine, other in zip(ours, theirs, strict=True):
        away, size = (mine - other).norm().item(), max(other.norm().item(), least)
        worst = max(worst, away / size if size else away)
    return worst


def by_differences(plan: Plan, h: float = 1e-5) -> list[torch.Tensor]:
    """(L(w + h) − L(w − h)) ÷ 2h for every weight and every true bias, float64, all of them as replicas at once."""
    places = [place for block in plan.matrices for place in range(block.start, block.start + block.parameters)]
    moved = State.begin(plan).params.double().repeat(2 * len(places), 1)
    up, down = moved[: len(places)], moved[len(places) :]
    up[range(len(places)), places] += h
    down[range(len(places)), places] -= h
    losses = by_hand(plan, torch.float64, moved)[1]
    flat = torch.zeros(plan.size, dtype=torch.float64)
    flat[places] = (losses[: len(places)] - losses[len(places) :]) / (2 * h)
    return in_layers(plan, flat)


def assert_right(plan: Plan, random_shape: bool = False) -> None:
    """The engine's gradient of a batch is autograd's, to float32's and to float64's last digits, and that of differences.

    Of a ``random_shape`` some have one unit or weight whose terms cancel almost wholly: there float32 is held to the size of
    the whole gradient's terms. float64, with ten thousand times the room, is held to each matrix by itself. A kink (two equal
    inputs of a maximum) that stands within h of the weights spoils the quotient over h, not the one over h/10.
    """
    exact = by_autograd(plan, torch.float64)
    single, double = (by_hand(plan, dtype)[0][0] for dtype in (torch.float32, torch.float64))
    whole = torch.cat([gradient.reshape(-1) for gradient in by_autograd(plan, torch.float32)])
    double, least = in_layers(plan, double), size_of_terms(plan) if random_shape else 0.0
    assert sum(gradient.norm() for gradient in exact) > 0
    assert difference([single], [whole], least) <= 1e-6
    # Matrix by matrix the judge is float64: where a batch's terms cancel, autograd's own float32 is off by more than 1e-6.
    assert difference(in_layers(plan, single), exact, least) <= 1e-6
    assert difference(double, exact) <= 1e-12
    spans = (1e-5, 1e-6) if random_shape else (1e-5,)
    assert any(difference(by_differences(plan, h), double, least) <= 1e-6 for h in spans)
