"""What a run has become: all that training changes, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass
class State:
    """One run between two moments of training. Tensors are float32 (size,).

    epoch     completed passes; step: updates in all; batch: updates made in the epoch that is under way
    seq       ordinal of the next record
    gradient, update   of the last full batch, kept while an epoch is under way; times: its norms at each time step, if there are
    memory    what schedule and early stopping remember; scalars: the optimizer's own numbers
    buffers   what training changes without an optimizer (running statistics), float32 (buffer size,)
    stopped   None, or why: finished · threshold · patience · diverged; ``detail`` says where
    """

    epoch: int
    step: int
    batch: int
    seq: int
    params: Tensor
    slots: dict[str, Tensor]
    scalars: dict[str, float]
    memory: dict[str, float]
    gradient: Tensor | None = None
    update: Tensor | None = None
    stopped: str | None = None
    detail: dict = field(default_factory=dict)
    times: Tensor | None = None
    buffers: Tensor = field(default_factory=lambda: torch.zeros(0))

    @classmethod
    def begin(cls, plan) -> State:
        """The state before the first record: initial weights (or the stored start), empty slots."""
        optimizer = plan.spec.optimizer
        slots = optimizer.first_slots(plan.size)
        slots |= {name: torch.zeros(plan.size) for name in plan.kept_slots if name not in slots}
        params, buffers = plan.first()
        return cls(0, 0, 0, 0, params, slots, dict(optimizer.scalars), {}, buffers=buffers)

    def judged(self, plan) -> Tensor:
        """The parameters that stand for the network: its own, or those its optimizer keeps for that (an average, say)."""
        slot = plan.spec.optimizer.judged
        return self.slots[slot] if slot and self.step else self.params

    def reopened(self, plan) -> State:
        """A run that had reached its last epoch, when the plan now has more."""
        if self.stopped == "finished" and self.epoch < plan.spec.training.epochs:
            self.stopped, self.detail = None, {}
        return self
