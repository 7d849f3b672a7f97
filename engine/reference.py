"""A spec as idiomatic PyTorch: ``nn.Sequential``, autograd and ``torch.optim``. The oracle that the engine is tested against.

Nothing of the engine's arithmetic is used here. It is only fed the same numbers: data, first weights, the order of the
points, dropout masks and the schedule's factors. Everything else is what anybody would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine import rng
from engine.audit import sequential
from engine.plan import Plan
from engine.spec import Spec
from engine.state import State


@dataclass(frozen=True)
class Epoch:
    """What one record says, computed by PyTorch. Gradients are those of the last full batch, before clipping."""

    epoch: int
    step: int
    lr: float
    train_loss: float
    test_loss: float
    penalty: float
    gradients: list[Tensor]  # one a layer, (fan_in + 1, fan_out) as the engine keeps them, the bias in the last row
    weights: list[Tensor]


def train(plan: Plan, dtype: torch.dtype = torch.float32) -> Iterator[Epoch]:
    """Train ``plan``'s spec and yield every epoch, epoch 0 first. Ends where the spec's own limits end it."""
    spec, training = plan.spec, plan.spec.training
    x, y = plan.x[:, :-1].to(dtype), plan.y.to(dtype)  # without the column of ones: nn.Linear has biases
    train_x, train_y = x[: plan.train_count], y[: plan.train_count]
    test_x, test_y = x[plan.train_count :], y[plan.train_count :]

    model = build(plan, dtype)
    criterion = spec.loss.in_torch()
    name, settings = spec.optimizer.in_torch()
    optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
    step, memory, best, waited = 0, {}, float("inf"), 0

    def measure(epoch: int, lr: float, at: int, gradients: list[Tensor]) -> Epoch:
        model.eval()
        with torch.no_grad():
            losses = criterion(model(train_x), train_y).item(), criterion(model(test_x), test_y).item()
            penalty = penalties(model, spec, at).item()
        return Epoch(epoch, step, lr, *losses, penalty, gradients, [blocks(layer)[0] for layer in linears(model)])

    for epoch in range(1, training.epochs + 1):
        order = rng.permutation(spec.seed, epoch, plan.train_count)
        kept = None
        for index, batch in enumerate(order.split(plan.batch)):
            factor = spec.schedule.factors(np.array([step]), plan.steps_per_epoch, memory)[0]
            lr = value_at(spec, "optimizer.lr", step) * factor
            for group in optimizer.param_groups:
                group["lr"] = lr
            edit_weights(model, spec, step)

            model.train()
            feed_masks(model, spec.seed, epoch, index, plan.batch, len(batch))
            optimizer.zero_grad()
            loss = criterion(model(train_x[batch]), train_y[batch]) + penalties(model, spec, step)
            loss.backward()
            if len(batch) == plan.batch:
                kept = [blocks(layer)[1] for layer in linears(model)]
            if epoch == 1 and index == 0:
                yield measure(0, lr, 0, kept)  # before any update
            if training.clip_value is not None:
                nn.utils.clip_grad_value_(model.parameters(), training.clip_value)
            if training.clip_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), training.clip_norm)
            decay_weights(model, lr * value_at(spec, "regularization.decay", step))
            optimizer.step()
            step += 1

        result = measure(epoch, lr, step - 1, kept)
        yield result
        memory = spec.schedule.observe(epoch, result.test_loss, memory)
        best, waited = (result.test_loss, 0) if result.test_loss < best else (best, waited + 1)
        if training.stop_below is not None and result.train_loss < training.stop_below:
            return
        if training.patience is not None and waited >= training.patience:
            return


def build(plan: Plan, dtype: torch.dtype) -> nn.Sequential:
    """The network with its first weights: Linear, activation and, where there is one, dropout, layer after layer."""
    modules: list[nn.Module] = []
    for slot in plan.slots:
        modules += [nn.Linear(slot.fan_in, slot.fan_out, bias=slot.layer.bias), slot.activation.in_torch()]
        if slot.layer.dropout > 0:
            modules.append(FedDropout(slot.index, slot.fan_out, slot.layer.dropout))
    model = nn.Sequential(*modules)
    model.load_state_dict(sequential(plan, State.begin(plan).params))
    return model.to(dtype)


class FedDropout(nn.Module):
    """nn.Dropout with its random draw handed in: ``mask`` (batch, units) holds 0 or 1/(1 − p)."""

    def __init__(self, layer: int, units: int, p: float):
        super().__init__()
        self.layer, self.units, self.p, self.mask = layer, units, p, None

    def forward(self, x: Tensor) -> Tensor:
        return x * self.mask.to(x.dtype) if self.training else x


def feed_masks(model: nn.Sequential, seed: int, epoch: int, index: int, batch: int, points: int) -> None:
    """Draw the engine's masks for batch ``index`` of an epoch: counters run over a full ``batch``, a tail uses fewer."""
    for module in model:
        if isinstance(module, FedDropout):
            keys = torch.tensor(rng.key(seed, "dropout", module.layer, epoch)).view(1, 1, 1)
            counters = torch.arange(module.units * batch).view(1, module.units, batch)[:, :, :points]
            mask = torch.empty(1, module.units, points)
            module.mask = rng.keep_mask(keys, index, counters, torch.tensor(module.p).view(1, 1, 1), mask)[0].T


def linears(model: nn.Sequential) -> list[nn.Linear]:
    return [module for module in model if isinstance(module, nn.Linear)]


def penalties(model: nn.Sequential, spec: Spec, step: int) -> Tensor:
    """l1·Σ|w| + ½·l2·Σw² over weights, not biases."""
    l1, l2 = value_at(spec, "regularization.l1", step), value_at(spec, "regularization.l2", step)
    weights = [layer.weight for layer in linears(model)]
    return l1 * sum(w.abs().sum() for w in weights) + 0.5 * l2 * sum(w.square().sum() for w in weights)


@torch.no_grad()
def decay_weights(model: nn.Sequential, amount: float) -> None:
    """Decoupled decay, w ← w·(1 − η·decay), on weights, not biases."""
    for layer in linears(model):
        layer.weight.mul_(1 - amount)


def value_at(spec: Spec, path: str, step: int) -> float:
    """A live field at a global step: the spec's own value until an edit says otherwise."""
    section, name = path.split(".")
    edited = [edit.value for edit in spec.edits if edit.path == path and edit.step <= step]
    return edited[-1] if edited else getattr(getattr(spec, section), name)


@torch.no_grad()
def edit_weights(model: nn.Sequential, spec: Spec, step: int) -> None:
    """Set what a person edited at this step: ``weights.<layer>.<in>.<out>`` or ``biases.<layer>.<out>``."""
    for edit in spec.edits:
        kind, *place = edit.path.split(".")
        if edit.step == step and kind in ("weights", "biases"):
            layer = linears(model)[int(place[0]) - 1]
            if kind == "weights":
                layer.weight[int(place[2]), int(place[1])] = edit.value
            else:
                layer.bias[int(place[1])] = edit.value


def blocks(layer: nn.Linear) -> tuple[Tensor, Tensor]:
    """Weights and gradient of a layer as blocks (fan_in + 1, fan_out), the bias (zeros where there is none) last."""

    def block(weight: Tensor, bias: Tensor | None) -> Tensor:
        last = weight.new_zeros(len(weight)) if bias is None else bias
        return torch.cat([weight.T, last.unsqueeze(0)]).detach()

    weight, bias = layer.weight, layer.bias
    gradient = None if weight.grad is None else block(weight.grad, None if bias is None else bias.grad)
    return block(weight, bias), gradient
