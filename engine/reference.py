"""A spec as idiomatic PyTorch: ``nn.Sequential``, autograd and ``torch.optim``. The oracle that the engine is tested against.

Nothing of the engine's arithmetic is used here. It is only fed the same numbers: data, first weights, the order of the
points, dropout masks and the schedule's factors. Everything else is what anybody would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from engine import rng
from engine.audit import sequential
from engine.plan import Plan
from engine.space import Space, space_of
from engine.spec import Spec
from engine.state import State
from engine.torch_optimizers import find


@dataclass(frozen=True)
class Epoch:
    """What one record says, computed by PyTorch. Gradients are those of the last full batch, before clipping."""

    epoch: int
    step: int
    lr: float
    train_loss: float
    test_loss: float
    penalty: float
    gradients: list[Tensor]  # one a matrix, (fan_in + 1, fan_out) as the engine keeps them, the bias in the last row
    weights: list[Tensor]


def train(plan: Plan, dtype: torch.dtype = torch.float32) -> Iterator[Epoch]:
    """Train ``plan``'s spec and yield every epoch, epoch 0 first. Ends where the spec's own limits end it."""
    spec, training = plan.spec, plan.spec.training
    x, y = inputs(plan).to(dtype), plan.y.to(dtype)
    train_x, train_y = x[: plan.train_count], y[: plan.train_count]
    test_x, test_y = x[plan.train_count :], y[plan.train_count :]

    model = build(plan, dtype)
    criterion = spec.loss.in_torch()
    name, settings = spec.optimizer.in_torch()
    optimizer = find(name)(model.parameters(), **settings)
    judged = AveragedModel(model) if spec.optimizer.judged else None  # only the averaging optimizer has one
    space = space_of(plan, plan.train_count, training=True) if training.adversarial is not None else None
    step, memory, best, waited = 0, {}, float("inf"), 0

    def measure(epoch: int, lr: float, at: int, gradients: list[Tensor]) -> Epoch:
        measured = judged.module if judged and step else model
        measured.eval()
        with torch.no_grad():
            losses = criterion(measured(train_x), train_y).item(), criterion(measured(test_x), test_y).item()
            penalty = float(penalties(measured, spec, at))
        return Epoch(epoch, step, lr, *losses, penalty, gradients, measured.matrices())

    for epoch in range(1, training.epochs + 1):
        order = plan.order(epoch)
        kept = None
        for index, batch in enumerate(order.split(plan.batch)):
            factor = spec.schedule.factors(np.array([step]), plan.steps_per_epoch, memory)[0]
            lr = value_at(spec, "optimizer.lr", step) * factor
            for group in optimizer.param_groups:
                group["lr"] = lr
            edit_weights(model, spec, step)

            statistics = [buffer.clone() for buffer in model.buffers()]
            model.train()
            feed_masks(model, spec.seed, epoch, index, plan.batch, len(batch))
            optimizer.zero_grad()
            seen = train_x[batch] if training.adversarial is None else moved(space, model, criterion, batch, training.adversarial)
            loss = criterion(model(seen.to(dtype)), train_y[batch]) + penalties(model, spec, step)
            loss.backward()
            if len(batch) == plan.batch:
                kept = model.gradients()
            if epoch == 1 and index == 0:
                with untouched(model, statistics):
                    yield measure(0, lr, 0, kept)  # before any update
            if training.clip_value is not None:
                nn.utils.clip_grad_value_(model.parameters(), training.clip_value)
            if training.clip_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), training.clip_norm)
            decay_weights(model, lr * value_at(spec, "regularization.decay", step))
            optimizer.step()
            step += 1
            if judged:
                judged.n_averaged *= step > spec.optimizer.average_from + 1  # 0 points so far: the mean is the newest
                judged.update_parameters(model)

        result = measure(epoch, lr, step - 1, kept)
        yield result
        memory = spec.schedule.observe(epoch, result.test_loss, memory)
        best, waited = (result.test_loss, 0) if result.test_loss < best else (best, waited + 1)
        if training.stop_below is not None and result.train_loss < training.stop_below:
            return
        if training.patience is not None and waited >= training.patience:
            return


def moved(space: Space, model: nn.Module, criterion, batch: Tensor, epsilon: float) -> Tensor:
    """Training points after one step of FGSM, as the network sees them: u + ε·sign(dL/du), float64."""
    dtype = next(model.parameters()).dtype
    x = space.inputs(space.start[batch], batch).view(-1, *space.plan.slots[0].in_shape).to(dtype).requires_grad_()
    (slope,) = torch.autograd.grad(criterion(model(x), space.y[batch].to(dtype)), x)
    pull = space.pull(space.start[batch], slope.flatten(1).double())
    return space.inputs(space.within(space.start[batch] + epsilon * pull.sign(), epsilon, batch), batch).view_as(x)


def inputs(plan: Plan) -> Tensor:
    """The inputs in the shape of one, without the column of ones: torch's layers have biases of their own."""
    return plan.x[:, :-1].reshape(-1, *plan.slots[0].in_shape)


class Network(nn.Sequential):
    """nn.Sequential, but for residual layers, which also read the input of a layer further down."""

    def __init__(self, plan: Plan):
        modules: list[nn.Module] = []
        self.places: list[tuple] = []  # (slot, its own module, all its modules)
        for slot in plan.slots:
            own = slot.layer.in_torch(slot.in_shape)
            mine = [own, slot.activation.in_torch()] if slot.has_activation else [own]
            if slot.layer.drop_rate > 0:
                drop = FedDropout(slot.index, slot.fan_out, slot.layer.drop_rate)
                own, mine = (own, [*mine, drop]) if slot.has_activation else (drop, [drop])
            modules += mine
            self.places.append((slot, own, mine))
        places, self.places = self.places, []
        super().__init__(*modules)
        self.places = places

    def forward(self, x: Tensor) -> Tensor:
        read = []
        for slot, _, modules in self.places:
            read.append(x)
            for module in modules:
                x = module(x)
            if slot.layer.reach:
                x = x + read[-1 - slot.layer.reach]
        return x

    def matrices(self) -> list[Tensor]:
        """Every block (fan_in + 1, fan_out) of the network, as the engine keeps them."""
        return [
            m.detach() for slot, own, _ in self.places for m in slot.layer.from_torch(slot.in_shape, dict(own.named_parameters()))
        ]

    def gradients(self) -> list[Tensor]:
        """The same of the gradients of the newest backward pass."""
        return [
            m
            for slot, own, _ in self.places
            for m in slot.layer.from_torch(slot.in_shape, {name: p.grad for name, p in own.named_parameters()})
        ]

    def weights(self) -> list[Tensor]:
        """The tensors on which penalties pull: no bias, no scale."""
        return [
            p
            for slot, own, _ in self.places
            if all(block.penalised for block in slot.blocks)
            for name, p in own.named_parameters()
            if name.startswith("weight")
        ]


def build(plan: Plan, dtype: torch.dtype, params: Tensor | None = None, buffers: Tensor | None = None) -> Network:
    """The network with its first weights, or with flat ``params`` and ``buffers`` of the engine's layout."""
    model, first = Network(plan).to(dtype), State.begin(plan)
    flat, stats = (first.params if params is None else params), (first.buffers if buffers is None else buffers)
    model.load_state_dict(sequential(plan, flat, stats), strict=False)  # torch also counts the batches seen; we do not
    return model


@contextmanager
def untouched(model: nn.Module, statistics: list[Tensor]) -> Iterator[None]:
    """The model with the running statistics it had before the batch under way, and afterwards those with it."""
    now = [buffer.clone() for buffer in model.buffers()]
    for buffer, before in zip(model.buffers(), statistics, strict=True):
        buffer.copy_(before)
    yield
    for buffer, after in zip(model.buffers(), now, strict=True):
        buffer.copy_(after)


class FedDropout(nn.Module):
    """nn.Dropout with its random draw handed in: ``mask`` (batch, units) holds 0 or 1/(1 − p)."""

    def __init__(self, layer: int, units: int, p: float):
        super().__init__()
        self.layer, self.units, self.p, self.mask = layer, units, p, None

    def forward(self, x: Tensor) -> Tensor:
        return x * self.mask.to(x.dtype).view_as(x) if self.training else x


def feed_masks(model: nn.Sequential, seed: int, epoch: int, index: int, batch: int, points: int) -> None:
    """Draw the engine's masks for batch ``index`` of an epoch: counters run over a full ``batch``, a tail uses fewer."""
    for module in model.children():
        if isinstance(module, FedDropout):
            keys = torch.tensor(rng.key(seed, "dropout", module.layer, epoch)).view(1, 1, 1)
            counters = torch.arange(module.units * batch).view(1, module.units, batch)[:, :, :points]
            mask = torch.empty(1, module.units, points)
            module.mask = rng.keep_mask(keys, index, counters, torch.tensor(module.p).view(1, 1, 1), mask)[0].T


def set_masks(model: Network, masks: list[Tensor | None]) -> None:
    """Hand each dropout its mask (batch, units), in the order of the layers; None for layers without dropout."""
    drops = [module for module in model if isinstance(module, FedDropout)]
    for module, mask in zip(drops, [mask for mask in masks if mask is not None], strict=True):
        module.mask = mask


def penalties(model: Network, spec: Spec, step: int) -> Tensor | float:
    """l1·Σ|w| + ½·l2·Σw² over weights, not biases."""
    l1, l2 = value_at(spec, "regularization.l1", step), value_at(spec, "regularization.l2", step)
    return l1 * sum(w.abs().sum() for w in model.weights()) + 0.5 * l2 * sum(w.square().sum() for w in model.weights())


@torch.no_grad()
def decay_weights(model: Network, amount: float) -> None:
    """Decoupled decay, w ← w·(1 − η·decay), on weights, not biases."""
    for weight in model.weights():
        weight.mul_(1 - amount)


def value_at(spec: Spec, path: str, step: int) -> float:
    """A live field at a global step: the spec's own value until an edit says otherwise."""
    section, name = path.split(".")
    edited = [edit.value for edit in spec.edits if edit.path == path and edit.step <= step]
    return edited[-1] if edited else getattr(getattr(spec, section), name)


@torch.no_grad()
def edit_weights(model: Network, spec: Spec, step: int) -> None:
    """Set what a person edited at this step: ``weights.<layer>.<in>.<out>`` or ``biases.<layer>.<out>``."""
    for edit in spec.edits:
        kind, *place = edit.path.split(".")
        if edit.step == step and kind in ("weights", "biases"):
            slot, own, _ = model.places[int(place[0]) - 1]
            (matrix,) = slot.layer.from_torch(slot.in_shape, {name: p.clone() for name, p in own.named_parameters()})
            matrix[int(place[1]) if kind == "weights" else -1, int(place[-1])] = edit.value
            for name, tensor in slot.layer.to_torch(slot.in_shape, [matrix], torch.zeros(slot.buffers)).items():
                if name in dict(own.named_parameters()):
                    own.get_parameter(name).copy_(tensor)
