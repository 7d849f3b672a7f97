"""Runs that share one tensor program: their parameters are rows of one flat buffer and every operation steps them all.

Rows are grouped in blocks of one optimizer each. A run alone is a cohort of one; its bits are the same either way.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
import torch
from torch import Tensor

from engine import hyper, rng
from engine.batches import Batches
from engine.frames import backward, forward, frames
from engine.plan import Plan
from engine.state import State


class Block:
    """Contiguous rows ``low:high`` that one optimizer rule updates."""

    def __init__(self, cohort: Cohort, low: int, plans: list[Plan]):
        self.low, self.high, self.plans = low, low + len(plans), plans
        self.optimizer = plans[0].spec.optimizer
        self.kind = hyper.structure(self.optimizer)
        self.params = cohort.params[self.low : self.high]
        self.gradient = cohort.gradient[self.low : self.high]
        self.scratch = torch.empty_like(self.params)
        self.slots = {name: torch.zeros_like(self.params) for name in self.optimizer.slots}
        self.settings = hyper.settings(plans)
        self.scalars: dict[str, np.ndarray] = {}
        self.coefficients: list[dict[str, Tensor]] = []

    def prepare(self, rates: np.ndarray, steps: np.ndarray) -> None:
        """Coefficients of every step to come. rates (steps, rows) float64; steps (steps, rows), 1-based."""
        h = {name: np.repeat(values, len(rates), axis=0) for name, values in self.settings.items()} | {"lr": rates}
        self.scalars_after = {name: values.copy() for name, values in self.scalars.items()}
        columns = {
            name: hyper.per_step(values) for name, values in self.optimizer.coefficients(h, steps, self.scalars_after).items()
        }
        self.coefficients = [dict(zip(columns, step, strict=True)) for step in zip(*columns.values(), strict=True)]

    def update(self, index: int) -> None:
        self.optimizer.update(self.params, self.gradient, self.slots, self.coefficients[index], self.kind, self.scratch)

PROBED = 1000  # points and parameters that a probe names one by one; it travels as JSON


class Cohort:
    """Members in rows. ``load`` gathers states, ``prepare`` and ``run`` make steps, ``tensors`` scatters a row."""

    def __init__(self, plans: list[Plan]):
        order = sorted(range(len(plans)), key=lambda i: hyper.block_key(plans[i]))
        self.row_of = {member: row for row, member in enumerate(order)}
        self.plans = [plans[i] for i in order]
        self.plan = plan = self.plans[0]  # stands for what all members share
        rows = self.rows = len(plans)
        self.params = torch.zeros(rows, plan.size)
        self.gradient = torch.zeros(rows, plan.size)
        self.kept_gradient, self.kept_update = torch.zeros(rows, plan.size), torch.zeros(rows, plan.size)
        self.mask = plan.weight_mask
        self.blocks, low = [], 0
        for _, group in groupby(self.plans, hyper.block_key):
            self.blocks.append(Block(self, low, list(group)))
            low = self.blocks[-1].high
        self.batches = Batches(self.plans)
        training = plan.spec.training
        self.clip_norm = self._limits("clip_norm") if training.clip_norm is not None else None
        self.clip_value = self._limits("clip_value") if training.clip_value is not None else None
        self.loss, self.loss_settings = plan.spec.loss, hyper.loss_settings(self.plans)
        self.drops = any(slot.layer.dropout > 0 for slot in plan.slots)
        self.stacks = {size: frames(plan, self.params, size, self.gradient) for size in {plan.batch, plan.tail} - {0}}
        if self.drops:
            self._dropout()

    def _limits(self, name: str) -> Tensor:
        return torch.tensor([[getattr(plan.spec.training, name)] for plan in self.plans], dtype=torch.float32)

    def _dropout(self) -> None:
        self.rates, self.counters = {}, {}
        for index, slot in enumerate(self.plan.slots):
            if slot.layer.dropout > 0:
                self.rates[index] = torch.tensor([plan.slots[index].layer.dropout for plan in self.plans]).view(-1, 1, 1)
                self.counters[index] = torch.arange(slot.fan_out * self.plan.batch).view(1, slot.fan_out, self.plan.batch)

    # -- gather and scatter ------------------------------------------------------------------------------------------

    def load(self, states: list[State]) -> None:
        """Gather the members' states, in the order the plans were given."""
        members = sorted(self.row_of, key=self.row_of.get)
        self.states = [states[member] for member in members]
        torch.stack([state.params for state in self.states], out=self.params)
        for block in self.blocks:
            own = self.states[block.low : block.high]
            for name, slot in block.slots.items():
                torch.stack([state.slots[name] for state in own], out=slot)
            block.scalars = {name: np.array([state.scalars[name] for state in own]) for name in block.optimizer.scalars}
        self.epochs = [state.epoch for state in self.states]
        self.steps = [state.step for state in self.states]
        self.batch_index = self.states[0].batch
        if self.batch_index and self.states[0].gradient is not None:
            self.kept_gradient.copy_(self.states[0].gradient)
            self.kept_update.copy_(self.states[0].update)

    def tensors(self, row: int) -> dict:
        """A row's parameters, slots and scalars, copied out."""
        block = next(block for block in self.blocks if block.low <= row < block.high)
        place = row - block.low
        return {
            "params": self.params[row].clone(),
            "slots": {name: slot[place].clone() for name, slot in block.slots.items()},
            "scalars": {name: float(values[place]) for name, values in block.scalars.items()},
        }

    # -- one epoch ---------------------------------------------------------------------------------------------------

    def prepare(self, stop: int | None = None) -> None:
        """Everything the steps up to batch ``stop`` (the epoch's end when None) need: rates, coefficients, batches."""
        plan, first = self.plan, self.batch_index
        self.stop = plan.steps_per_epoch if stop is None else stop
        epochs = [epoch + 1 for epoch in self.epochs]
        self.rates_now = hyper.rates(self.plans, epochs, [state.memory for state in self.states])
        count = self.stop - first
        t = np.array([[step + 1 for step in self.steps]]) + np.arange(count)[:, None]
        for block in self.blocks:
            block.prepare(self.rates_now[first : self.stop, block.low : block.high], t[:, block.low : block.high])
        self.first = first
        self.l1, self.l2, self.decay = hyper.switched_on(self.plan, epochs[0])
        if self.l1 or self.l2 or self.decay:
            self._penalties(epochs)
        if self.drops:
            self.drop_keys = {
                layer: torch.tensor(
                    [rng.key(p.spec.seed, "dropout", layer + 1, e) for p, e in zip(self.plans, epochs, strict=True)]
                ).view(-1, 1, 1)
                for layer in self.rates
            }
        self.batches.draw(epochs)

    def _penalties(self, epochs: list[int]) -> None:
        self.live = live = {
            name: np.stack(
                [p.live(f"regularization.{name}", hyper.steps_of(p, e)) for p, e in zip(self.plans, epochs, strict=True)], axis=1
            )
            for name in hyper.PENALTIES
        }
        self.l1_now, self.l2_now = hyper.per_step(live["l1"]), hyper.per_step(live["l2"])
        self.decay_now = hyper.per_step(live["decay"] * self.rates_now)

    def step(self, index: int) -> None:
        """One update of every member with batch ``index`` of the epoch."""
        self.gradients(index)
        keep = index == self.plan.full_batches - 1
        if keep:
            self.kept_gradient.copy_(self.gradient)
            self.kept_update.copy_(self.params)
        if self.clip_value is not None:
            torch.minimum(torch.maximum(self.gradient, -self.clip_value, out=self.gradient), self.clip_value, out=self.gradient)
        if self.clip_norm is not None:
            self._clip_norm()
        if self.decay:
            torch.addcmul(self.params, self.params * self.mask, self.decay_now[index], value=-1.0, out=self.params)
        for block in self.blocks:
            block.update(index - self.first)
        if keep:
            torch.sub(self.params, self.kept_update, out=self.kept_update)

    def gradients(self, index: int) -> None:
        """Gradient of loss + penalties on batch ``index``, into ``self.gradient`` (rows, size)."""
        x, y = self.batches[index]
        stack = self.stacks[x.shape[2]]
        if self.drops:
            self._draw_masks(stack, index)
        last = stack[-1]
        self.loss.gradient(forward(stack, x), y, self.loss_settings, last.da)
        backward(stack, self.gradient)
        if self.l2:
            torch.addcmul(self.gradient, self.params * self.mask, self.l2_now[index], out=self.gradient)
        if self.l1:
            torch.addcmul(self.gradient, torch.sign(self.params).mul_(self.mask), self.l1_now[index], out=self.gradient)

    def _clip_norm(self) -> None:
        """Scale by min(1, limit ÷ (‖g‖ + 1e-6)), as torch.nn.utils.clip_grad_norm_."""
        norm = torch.bmm(self.gradient.unsqueeze(1), self.gradient.unsqueeze(2)).sqrt_().squeeze(2)
        self.gradient.mul_((self.clip_norm / norm.add_(1e-6)).clamp_(max=1.0))

    def _draw_masks(self, stack, index: int) -> None:
        for layer, rate in self.rates.items():
            frame = stack[layer]
            batch = frame.z.shape[2]
            rng.keep_mask(self.drop_keys[layer], index, self.counters[layer][:, :, :batch], rate, frame.mask)

    def apply_edits(self, index: int) -> None:
        """Set the parameters edited at the step that is about to be made."""
        for row, plan in enumerate(self.plans):
            for place, value in plan.weight_edits.get(self.steps[row] + index - self.first, ()):
                self.params[row, place] = value

    def run(self) -> None:
        """The steps that :meth:`prepare` prepared."""
        edited = any(plan.weight_edits for plan in self.plans)
        for index in range(self.first, self.stop):
            if edited:
                self.apply_edits(index)
            self.step(index)
        for block in self.blocks:
            block.scalars = block.scalars_after
        self.batch_index = self.stop
        self.steps = [step + self.stop - self.first for step in self.steps]

    def finish_epoch(self) -> None:
        self.epochs = [epoch + 1 for epoch in self.epochs]
        self.batch_index = 0

    # -- what a recorder asks ----------------------------------------------------------------------------------------

    def penalties_now(self, first: bool = False) -> np.ndarray:
        """(l1, l2) of every row at the epoch's last step (or its first), float64 (2, rows)."""
        if not (self.l1 or self.l2 or self.decay):
            return np.zeros((2, self.rows))
        return np.stack([self.live[name][0 if first else -1] for name in ("l1", "l2")])

    def probe(self) -> dict:
        """Loss, step and gradient norms of the batch just used, of the first row; its points by their place in the training set,
        and for small networks the gradient of each parameter and its value after the step, to six digits."""
        size = (self.plan.full_batches == self.stop - 1 and self.plan.tail) or self.plan.batch
        loss = self.loss.pointwise(self.stacks[size][-1].a, self.batches[self.stop - 1][1], self.loss_settings).mean(dim=1)
        norms = [float(self.gradient[0, slot.start : slot.stop].norm()) for slot in self.plan.slots]
        return {
            "step": self.steps[0],
            "epoch": self.epochs[0],
            "batch": self.stop,
            "batches": self.plan.steps_per_epoch,
            "loss": float(loss[0]),
            "grad_norms": norms,
            "lr": float(self.rates_now[self.stop - 1, 0]),
            "points": self.batches.order[0, (self.stop - 1) * self.plan.batch : self.stop * self.plan.batch][:PROBED].tolist(),
            **({"gradients": _six(self.gradient[0]), "weights": _six(self.params[0])} if self.plan.size <= PROBED else {}),
        }

    def copy(self) -> dict:
        """All rows' tensors and places as they are now."""
        return {
            "params": self.params.clone(),
            "slots": [{name: slot.clone() for name, slot in block.slots.items()} for block in self.blocks],
            "scalars": [dict(block.scalars) for block in self.blocks],
            "places": (list(self.epochs), list(self.steps), self.batch_index),
            "memory": [state.memory for state in self.states],
        }

    def as_state(self, copied: dict, row: int) -> State:
        """One row of :meth:`copy` as a state of its own."""
        number = next(i for i, block in enumerate(self.blocks) if block.low <= row < block.high)
        place = row - self.blocks[number].low
        epochs, steps, batch = copied["places"]
        return State(
            epoch=epochs[row],
            step=steps[row],
            batch=batch,
            seq=1,
            params=copied["params"][row],
            slots={name: slot[place] for name, slot in copied["slots"][number].items()},
            scalars={name: float(values[place]) for name, values in copied["scalars"][number].items()},
            memory=copied["memory"][row],
        )


def _six(values: Tensor) -> list[float]:
    """Six significant digits are more than anybody sees."""
    return [float(f"{value:.6g}") for value in values.tolist()]
