"""Is the backward pass right? Our gradient, autograd's and central differences of the loss, side by side, in float64.

For one batch (the next step's, at most 64 points of it), parameter by parameter:

ours          the very functions a step runs, planted faults included: forward, the loss's gradient, backward; penalties and
              clipping stay outside
autograd      the same spec in ``torch.nn`` (engine/reference.py)
differences   D(h) = (L(w + h) − L(w − h)) ÷ 2h of the loss that our forward pass computes

Why float64: in float32 a difference quotient is right to three digits at best, too few to tell a small mistake from rounding.
A quotient has two errors. Rounding of L is about ε·|L|/h and shrinks with larger h; truncation is about h²·L‴/6 and shrinks with
smaller h. Both are *estimated for each parameter* (:func:`_quotients`) and h goes down a ladder from 10⁻⁴ to 10⁻⁷, times |w|
where that is above 1, until their sum is at most 10⁻⁶ of the layer's largest gradient. In a corner (ReLU at 0, the hinge) the two
sides have two slopes: D(h) and D(h/2), or the second differences, do not agree, the estimate stays large, and the parameter
is *left out* rather than judged. The choice of h never looks at the gradient that is being judged.

Relative difference of a layer: max|a − b| over its parameters ÷ the largest gradient of the layer in any column. The program is
asked twice for the same batch ("again"): whoever forgets to set gradients to zero answers something else the second time.
Source: Nocedal and Wright, "Numerical Optimization" (2006), section 8.1, for both errors and the central quotient.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine import hyper, reference, rng
from engine.faults import registry as faults
from engine.frames import backward, forward, frames
from engine.plan import Plan
from engine.state import State

MOST = 5_000  # parameters: each is moved up and down, and each move is a pass over the batch
MOST_POINTS = 64
LADDER = (1e-4, 1e-5, 1e-6, 1e-7)  # steps h, each tried with its half
SURE = 1e-6  # a quotient counts where its own error is at most this share of the layer's largest gradient
WRONG = 1e-5  # relative difference from which on two columns disagree: ten times what a quotient that counts may be off
FAINT = 1e-9  # a layer whose largest gradient is below is measured by this: where terms cancel, rounding alone is left
ALIKE = 1e-9  # a program answers as a fault would where they differ by no more: rounding, and nothing of a mistake's size
MOST_AT_ONCE = 3  # faults in one program that are still told apart
AT_ONCE = 2_000_000  # numbers of parameters moved at once: 16 MB


@dataclass(frozen=True)
class Batch:
    """The points a check uses, float64: x (features + 1, points), y (outputs, points), and each layer's dropout mask or None."""

    x: Tensor
    y: Tensor
    masks: tuple[Tensor | None, ...]

    @property
    def points(self) -> int:
        return self.x.shape[1]


def check(plan: Plan, state: State) -> dict:
    """The whole report at once; see :func:`work`."""
    steps = work(plan, state)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return done.value


def work(plan: Plan, state: State) -> Iterator[float]:
    """Yields progress (0–1) after slices of about 50 ms; returns {"verdict", "layers": […], …}, JSON but for ∞ and NaN.

    The verdict is "ok", "undecided" (a number is not finite), the suspected fault's name, several joined by "+", or "unknown".
    """
    params = state.params.double()
    batch = batch_of(plan, state.epoch)
    report = {"epoch": state.epoch, "step": state.step, "points": batch.points, "parameters": int(plan.counts.sum())}
    yield 0.0
    program = Answer.of(plan, params, batch)
    if not (torch.isfinite(params).all() and torch.isfinite(program.first).all() and torch.isfinite(program.loss)):
        return report | {"verdict": "undecided", "suspects": [], "unseen": unseen(plan), "wrong_from": WRONG, "layers": []}
    exact = by_autograd(plan, params, batch)
    quotients, errors = yield from by_differences(plan, params, batch, exact)
    layers = [_layer(slot, params, program, exact, quotients, errors) for slot in plan.trained]
    suspects: list[str] = []
    wrong = any(max(layer[name] for name in ("differences", "autograd", "again")) > WRONG for layer in layers)
    if wrong:
        suspects = yield from suspected(plan, params, batch, program)
    verdict = "ok" if not wrong else "+".join(suspects) or "unknown"
    more = {"loss": float(program.loss), "wrong_from": WRONG, "unseen": unseen(plan), "layers": layers}
    return {"verdict": verdict, "suspects": suspects} | report | more


def unseen(plan: Plan) -> list[dict]:
    """Planted faults that no comparison of gradients can show, and why."""
    return [{"name": fault.model_fields["name"].default, "why": fault.seen} for fault in plan.faults if not fault.caught]


def suspected(plan: Plan, params: Tensor, batch: Batch, program: Answer) -> Iterator[float]:
    """Yields progress; returns the fewest faults that make a right program answer as this one does, [] where none do.

    Every fault that a check can show, then every pair and every three, is planted into the right program and asked the same.
    """
    healthy = _planted(plan, ())
    known = [fault for fault in faults if fault.caught and fault.idle(healthy.spec) is None]
    for count in range(1, MOST_AT_ONCE + 1):
        for tried in itertools.combinations(known, count):
            other = Answer.of(_planted(plan, tried), params, batch)
            if all(_same(plan, mine, its) for mine, its in zip(program.numbers, other.numbers, strict=True)):
                return [fault.model_fields["name"].default for fault in tried]
            yield 1.0
    return []


def _planted(plan: Plan, chosen: tuple) -> Plan:
    """The same plan, data and order included, with other faults in its program."""
    other = copy.copy(plan)
    other.__dict__.pop("loss", None)  # what the plan before had put together
    other.faults = tuple(chosen)
    return other


def _same(plan: Plan, mine: Tensor, its: Tensor) -> bool:
    """Whether two answers are one, layer by layer; rounding aside."""
    if mine.dim() == 0:
        return abs(float(mine - its)) <= ALIKE * max(1.0, abs(float(mine)))
    parts = [(mine[slot.start : slot.stop], its[slot.start : slot.stop]) for slot in plan.trained]
    return all(float((one - other).abs().max()) <= ALIKE * (float(one.abs().max()) + WRONG) for one, other in parts)


@dataclass(frozen=True)
class Answer:
    """What a program says about one batch: its loss, its gradient, and its gradient when asked once more."""

    loss: Tensor
    first: Tensor
    second: Tensor

    @property
    def numbers(self) -> tuple[Tensor, ...]:
        return self.loss, self.first, self.second

    @classmethod
    def of(cls, plan: Plan, params: Tensor, batch: Batch) -> Answer:
        slots = {name: torch.zeros(1, plan.size, dtype=torch.float64) for fault in plan.faults for name in fault.slots}
        answers = []
        for _ in range(2):
            loss, gradient = _pass(plan, params.unsqueeze(0), batch, True)
            for fault in plan.faults:
                fault.step(gradient, slots)
            answers.append(gradient[0])
        return cls(loss[0], *answers)


def batch_of(plan: Plan, epoch: int) -> Batch:
    """The first batch of the epoch after ``epoch``, as a step of the run would see it, dropout masks included."""
    epoch += 1
    order = plan.order(epoch)[: min(plan.batch, MOST_POINTS)]
    masks = []
    for slot in plan.slots:
        mask = None
        if slot.layer.drop_rate > 0:
            keys = torch.tensor(rng.key(plan.spec.seed, "dropout", slot.index, epoch)).view(1, 1, 1)
            counters = torch.arange(slot.fan_out * plan.batch).view(1, slot.fan_out, plan.batch)[:, :, : len(order)]
            rate = torch.tensor(slot.layer.drop_rate).view(1, 1, 1)
            mask = rng.keep_mask(keys, 0, counters, rate, torch.empty(1, slot.fan_out, len(order))).double()
        masks.append(mask)
    return Batch(plan.x[order].T.double().contiguous(), plan.y[order].T.double().contiguous(), tuple(masks))


def _losses(plan: Plan, params: Tensor, batch: Batch) -> Tensor:
    """Our own mean loss of every row of params (rows, size), float64 (rows,)."""
    return _pass(plan, params, batch, False)[0]


@torch.no_grad()
def _pass(plan: Plan, params: Tensor, batch: Batch, back: bool) -> tuple[Tensor, Tensor | None]:
    """(losses (rows,), gradients (rows, size) or None) of the engine's own forward and backward, in float64."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # the engine's buffers are made in the default dtype
    try:
        rows, gradient = len(params), torch.zeros_like(params)
        stack = frames(plan, params.contiguous(), batch.points, gradient)
        for frame, mask in zip(stack, batch.masks, strict=True):
            if mask is not None:
                frame.mask.copy_(mask)
        settings = {name: value.double().expand(rows, -1, -1) for name, value in hyper.loss_settings([plan]).items()}
        x, y = (each.expand(rows, -1, -1).contiguous() for each in (batch.x, batch.y))
        outputs = forward(stack, x)
        losses = plan.loss.of_batch(plan.loss.pointwise(outputs, y, settings))
        if not back:
            return losses, None
        plan.loss.gradient(outputs, y, settings, stack[-1].da)
        backward(stack)
        return losses, gradient
    finally:
        torch.set_default_dtype(before)


def by_autograd(plan: Plan, params: Tensor, batch: Batch) -> Tensor:
    """The gradient of the same spec in torch.nn, float64 (size,)."""
    with torch.inference_mode(False), torch.enable_grad():
        model = reference.build(plan, torch.float64, params.clone())
        reference.set_masks(model, [None if mask is None else mask[0].T for mask in batch.masks])
        outputs = model(batch.x[:-1].T.reshape(-1, *plan.slots[0].in_shape))
        plan.spec.loss.in_torch()(outputs, batch.y.T.clone()).backward()
    return torch.cat([gradient.reshape(-1) for gradient in model.gradients()])


def by_differences(plan: Plan, params: Tensor, batch: Batch, exact: Tensor) -> Iterator[float]:
    """Yields progress; returns (quotients, their errors), float64 (size,); the error is ∞ where nothing was compared."""
    real = plan.real if plan.real is not None else np.arange(plan.size)
    scale = torch.zeros(plan.size, dtype=torch.float64)
    for slot in plan.trained:
        scale[slot.start : slot.stop] = exact[slot.start : slot.stop].abs().max()
    # What a loss is off by rounding: its own size, and each weight's share in it.
    rounding = (
        20 * torch.finfo(torch.float64).eps * (1 + _losses(plan, params[None], batch)[0].abs() + (params * exact).abs().sum())
    )
    quotients, errors = torch.zeros_like(params), torch.full_like(params, torch.inf)
    left, rows = torch.from_numpy(real), max(1, AT_ONCE // plan.size // 4)
    for rung, step in enumerate(LADDER):
        for done, places in enumerate(parts := left.split(rows)):
            found, error = _quotients(plan, params, batch, places, step, rounding)
            better = error < errors[places]
            quotients[places[better]], errors[places[better]] = found[better], error[better]
            yield (rung + (done + 1) / len(parts)) / len(LADDER)
        left = left[~(errors[left] <= SURE * scale[left])]
        if not len(left):
            break
    return quotients, errors


def _quotients(plan: Plan, params: Tensor, batch: Batch, places: Tensor, step: float, rounding: Tensor) -> tuple[Tensor, Tensor]:
    """Central quotients of some parameters with h/2, and how far each may be off.

    The error is what rounding leaves, and what halving h still moves: D(h) − D(h/2), three times the truncation of a smooth
    loss, and S(h) − 2·S(h/2) of the second differences S(h) = (L(w + h) − 2·L(w) + L(w − h)) ÷ h, which a smooth loss makes
    vanish with h³ and a corner at w itself does not, though its D(h) and D(h/2) agree.
    """
    count = len(places)
    h = step * params[places].abs().clamp_min(1.0)
    moved = params.repeat(4 * count + 1, 1)
    for number, factor in enumerate((1.0, -1.0, 0.5, -0.5)):
        moved[torch.arange(number * count, (number + 1) * count), places] += factor * h
    losses = _losses(plan, moved, batch)
    middle, (up, down, near_up, near_down) = losses[-1], losses[:-1].view(4, count)
    wide, near = (up - down) / (2 * h), (near_up - near_down) / h
    bend = (up - 2 * middle + down) / h - 2 * (near_up - 2 * middle + near_down) / (h / 2)
    error = rounding / h + (wide - near).abs() + bend.abs()
    return near, torch.where(torch.isfinite(near), error, torch.inf)


def _layer(slot, params: Tensor, program: Answer, exact: Tensor, quotients: Tensor, errors: Tensor) -> dict:
    """One layer's row of the report, with the three columns at the parameter where they are furthest apart."""
    place = torch.cat([torch.arange(block.start, block.start + block.parameters) for block in slot.blocks])
    mine, auto, found, error = program.first[place], exact[place], quotients[place], errors[place]
    scale = float(torch.maximum(mine.abs(), auto.abs()).max())
    sure = error <= SURE * max(scale, float(found[torch.isfinite(error)].abs().max()) if torch.isfinite(error).any() else 0.0)
    size = max(scale, float(found[sure].abs().max()) if sure.any() else 0.0)
    apart = {
        "autograd": (mine - auto).abs(),
        "differences": torch.where(sure, (mine - found).abs(), 0.0),
        "again": (program.second[place] - mine).abs(),
        "between": torch.where(sure, (auto - found).abs(), 0.0),
    }
    worst = {name: float(away.max()) / max(size, FAINT) for name, away in apart.items()}
    at = int(torch.maximum(apart["differences"], apart["autograd"]).argmax())
    block = next(block for block in reversed(slot.blocks) if block.start <= place[at])
    row, column = divmod(int(place[at]) - block.start, block.fan_out)
    return {
        "layer": slot.index,
        "parameters": slot.parameters,
        "compared": int(sure.sum()),
        "largest": size,
        **worst,
        "worst": {
            "parameter": f"biases.{slot.index}.{column}" if row == block.fan_in else f"weights.{slot.index}.{row}.{column}",
            "ours": float(mine[at]),
            "autograd": float(auto[at]),
            "differences": float(found[at]) if bool(sure[at]) else None,
        },
    }
