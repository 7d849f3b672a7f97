"""Runs that share one tensor program: their parameters are rows of one flat buffer and every operation steps them all.

Rows are grouped in blocks of one optimizer each. A run alone is a cohort of one; its bits are the same either way.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
import torch
from torch import Tensor

from engine import hyper
from engine.adversary import adversary_of
from engine.batches import Batches
from engine.blocks import Block, FullBatchBlock, block_of
from engine.clipping import Clipping
from engine.device import CPU, made_on
from engine.dropout import Dropout
from engine.elementwise import Bound
from engine.frames import MOST_SEEN, backward, forward, frames
from engine.instruments.through_time import step_norms
from engine.penalties import Penalties
from engine.plan import Plan
from engine.state import State


class Cohort:
    """Members in rows. ``load`` gathers states, ``prepare`` and ``run`` make steps, ``tensors`` scatters a row."""

    def __init__(self, plans: list[Plan], device: torch.device = CPU):
        order = sorted(range(len(plans)), key=lambda i: hyper.block_key(plans[i]))
        self.row_of = {member: row for row, member in enumerate(order)}
        self.plans = [plans[i] for i in order]
        self.plan = self.plans[0]  # stands for what all members share
        self.rows, self.device = len(plans), device
        self.adversary = adversary_of(self.plans, device)
        with made_on(device):
            self._make()

    def _make(self) -> None:
        """All that the steps compute with."""
        plan, rows = self.plan, self.rows
        self.params = torch.zeros(rows, plan.size)
        self.gradient = torch.zeros(rows, plan.size)
        self.buffers = torch.zeros(rows, plan.buffer_size)
        self.kept_gradient, self.kept_update = torch.zeros(rows, plan.size), torch.zeros(rows, plan.size)
        self.kept_times = plan.times(rows)
        self.blocks: list[Block] = []
        low = 0
        for _, group in groupby(self.plans, hyper.block_key):
            self.blocks.append(block_of(self, low, list(group)))
            low = self.blocks[-1].high
        self.asking = self.blocks[0] if isinstance(self.blocks[0], FullBatchBlock) else None  # such a run is alone
        self.batches, self.planned = Batches(self.plans, self.device), hyper.Rates(self.plans)
        self.penalties, self.clipping = Penalties(self.plans, self.device), Clipping(self.plans)
        self.dropout = Dropout(self.plans, self.device)
        self.loss, self.loss_settings = plan.loss, hyper.loss_settings(self.plans)
        self.slopes: dict[int, Bound] = {}  # dL/d(outputs) on each batch: batches keep their buffers, epoch by epoch
        self.stacks = {
            size: frames(plan, self.params, size, self.gradient, self.buffers, inputs=self.adversary is not None)
            for size in {plan.batch, plan.tail} - {0}
        }

    # -- gather and scatter ------------------------------------------------------------------------------------------

    def load(self, states: list[State]) -> None:
        """Gather the members' states, in the order the plans were given."""
        members = sorted(self.row_of, key=self.row_of.get)
        self.states = [states[member] for member in members]
        _gather([state.params for state in self.states], self.params)
        _gather([state.buffers for state in self.states], self.buffers)
        for block in self.blocks:
            own = self.states[block.low : block.high]
            for name, slot in block.slots.items():
                _gather([state.slots[name] for state in own], slot)
            block.scalars = {name: np.array([state.scalars[name] for state in own]) for name in block.optimizer.scalars}
        self.epochs = [state.epoch for state in self.states]
        self.steps = [state.step for state in self.states]
        self.batch_index = self.states[0].batch
        if self.batch_index and self.states[0].gradient is not None:
            self.kept_gradient.copy_(self.states[0].gradient)
            self.kept_update.copy_(self.states[0].update)
            if self.plan.timed:
                self.kept_times.copy_(self.states[0].times)

    def judged(self) -> Tensor:
        """What stands for each member's network after a step, (rows, size): see ``Optimizer.judged``."""
        if not any(block.optimizer.judged for block in self.blocks):
            return self.params
        kept = [block.slots[block.optimizer.judged] if block.optimizer.judged else block.params for block in self.blocks]
        return torch.cat(kept)

    def tensors(self, row: int) -> dict:
        """A row's parameters, slots and scalars, copied out into the processor's memory."""
        block = next(block for block in self.blocks if block.low <= row < block.high)
        place = row - block.low
        return {
            "params": brought(self.params[row]),
            "buffers": brought(self.buffers[row]),
            "slots": {name: brought(slot[place]) for name, slot in block.slots.items()},
            "scalars": {name: float(values[place]) for name, values in block.scalars.items()},
        }

    # -- one epoch ---------------------------------------------------------------------------------------------------

    def prepare(self, stop: int | None = None) -> None:
        """Everything the steps up to batch ``stop`` (the epoch's end when None) need: rates, coefficients, batches."""
        plan, first = self.plan, self.batch_index
        self.stop = plan.steps_per_epoch if stop is None else stop
        epochs = [epoch + 1 for epoch in self.epochs]
        self.rates_now = self.planned_rates(epochs)
        count = self.stop - first
        t = np.array([[step + 1 for step in self.steps]]) + np.arange(count)[:, None]
        for block in self.blocks:
            block.prepare(self.rates_now[first : self.stop, block.low : block.high], t[:, block.low : block.high])
        self.first = first
        self.penalties.prepare(epochs, self.rates_now)
        if self.dropout.on:
            self.dropout.prepare(epochs)
        self.batches.draw(epochs)

    def planned_rates(self, epochs: list[int]) -> np.ndarray:
        """Learning rate of each step of the members' epochs, float64 (steps, rows)."""
        return self.planned.at(epochs, [state.memory for state in self.states])

    def step(self, index: int) -> None:
        """One update of every member with batch ``index`` of the epoch."""
        self.gradients(index)
        for fault in self.plan.faults:
            for block in self.blocks:
                fault.step(block.gradient, block.slots)
        keep = index == self.plan.full_batches - 1
        if keep:
            self.kept_gradient.copy_(self.gradient)
            self.kept_update.copy_(self.params)
            self.keep_times(index)
        self.clipping.clip(self.gradient)
        self.penalties.shrink(self.params, index)
        for block in self.blocks:
            block.update(index - self.first)
        if keep:
            torch.sub(self.params, self.kept_update, out=self.kept_update)

    def keep_times(self, index: int) -> None:
        """The gradient's norms at each time step, from the backward pass of batch ``index`` that was made last."""
        if not self.plan.timed:
            return
        x, y = self.batches[index]
        stack = self.stacks[x.shape[2]]
        if self.asking is not None:  # a full-batch rule asked in double precision, on buffers of its own
            gradient = self.gradient.clone()
            self._backpropagate(stack, x, y)
            self.gradient.copy_(gradient)
        step_norms(stack, self.kept_times)

    def gradients(self, index: int) -> None:
        """Gradient of loss + penalties on batch ``index``, into ``self.gradient`` (rows, size)."""
        if self.asking is not None:
            self.asking.look(self.penalties.rate_of_l2(index))
            return
        x, y = self.batches[index]
        stack = self.stacks[x.shape[2]]
        if self.dropout.on:
            self.dropout.draw(stack, index)
        if self.adversary is not None:
            self._backpropagate(stack, x, y)
            x = self.adversary.moved(x, stack[0].dx, self.batches.points(index))
        self._backpropagate(stack, x, y)
        self.penalties.add(self.gradient, self.params, index)

    def _backpropagate(self, stack, x: Tensor, y: Tensor) -> None:
        """Gradient of the loss on a batch, penalties apart, into ``self.gradient``."""
        answers = forward(stack, x)
        slope = self.slopes.get(id(y))
        if slope is None:
            slope = self.loss.bound(answers, y, self.loss_settings, stack[-1].da)
            if len(self.slopes) < MOST_SEEN:
                self.slopes[id(y)] = slope
        slope()
        backward(stack)

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

    def reported(self) -> dict[str, np.ndarray]:
        """What the newest step's optimizer tells of itself, (rows, …) by name; nothing for those that go by one gradient."""
        return self.asking.report() if self.asking is not None else {}

    def copy(self) -> dict:
        """All rows' tensors and places as they are now."""
        return {
            "params": self.params.clone(),
            "buffers": self.buffers.clone(),
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
            buffers=copied["buffers"][row],
        )


def brought(tensor: Tensor) -> Tensor:
    """A copy in the processor's memory: states live there."""
    return tensor.to(CPU, copy=True)


def _gather(tensors: list[Tensor], out: Tensor) -> None:
    """One row a member, from wherever the states are."""
    if out.is_cpu:
        torch.stack(tensors, out=out)
    else:
        out.copy_(torch.stack(tensors))
