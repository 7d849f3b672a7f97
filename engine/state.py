"""What a run has become: all that training changes, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor


@dataclass
class State:
    """One run between two moments of training. Tensors are float32 (size,).

    epoch     completed passes; step: updates in all; batch: updates made in the epoch that is under way
    seq       ordinal of the next record
    gradient, update   of the last full batch, kept while an epoch is under way
    memory    what schedule and early stopping remember; scalars: the optimizer's own numbers
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

    @classmethod
    def begin(cls, plan) -> State:
        """The state before the first record: initial weights (or the stored start), empty slots."""
        optimizer = plan.spec.optimizer
        slots = optimizer.first_slots(plan.size)
        return cls(0, 0, 0, 0, plan.first(), slots, dict(optimizer.scalars), {})

    def reopened(self, plan) -> State:
        """A run that had reached its last epoch, when the plan now has more."""
        if self.stopped == "finished" and self.epoch < plan.spec.training.epochs:
            self.stopped, self.detail = None, {}
        return self
