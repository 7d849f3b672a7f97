"""L1, L2 and decoupled decay of every member, step by step: what pulls on weights besides the loss (never on a bias)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine import hyper
from engine.plan import Plan


class Penalties:
    """Of one company, all of whose members have the same ones switched on. ``l1``, ``l2``, ``decay``: whether each acts now."""

    def __init__(self, plans: list[Plan], device: torch.device):
        self.plans, self.device, self.mask = plans, device, plans[0].weight_mask.to(device)

    def prepare(self, epochs: list[int], rates: np.ndarray) -> None:
        """Everything the steps of the members' epochs (1-based) need. rates: learning rate of each step, (steps, rows)."""
        self.l1, self.l2, self.decay = hyper.switched_on(self.plans[0], epochs[0])
        if not (self.l1 or self.l2 or self.decay):
            return
        members = list(zip(self.plans, epochs, strict=True))
        self.live = {
            name: np.stack([plan.live(f"regularization.{name}", hyper.steps_of(plan, epoch)) for plan, epoch in members], axis=1)
            for name in hyper.PENALTIES
        }
        self.l1_now, self.l2_now = (hyper.per_step(self.live[name], self.device) for name in ("l1", "l2"))
        self.decay_now = hyper.per_step(self.live["decay"] * rates, self.device)

    def add(self, gradient: Tensor, params: Tensor, index: int) -> None:
        """Add the derivative of l1·Σ|w| + ½·l2·Σw² at step ``index`` of the epoch, in place; both (rows, size)."""
        if self.l2:
            torch.addcmul(gradient, params * self.mask, self.l2_now[index], out=gradient)
        if self.l1:
            torch.addcmul(gradient, torch.sign(params).mul_(self.mask), self.l1_now[index], out=gradient)

    def shrink(self, params: Tensor, index: int) -> None:
        """w ← w − η·decay·w, apart from the gradient, before the optimizer's step (Loshchilov and Hutter, 2019), in place."""
        if self.decay:
            torch.addcmul(params, params * self.mask, self.decay_now[index], value=-1.0, out=params)

    def rate_of_l2(self, index: int) -> float:
        """A lone member's l2 at a step."""
        return float(self.live["l2"][index, 0]) if self.l2 else 0.0

    def now(self, first: bool = False) -> np.ndarray:
        """(l1, l2) of every row at the epoch's last step (or its first), float64 (2, rows)."""
        if not (self.l1 or self.l2 or self.decay):
            return np.zeros((2, len(self.plans)))
        return np.stack([self.live[name][0 if first else -1] for name in ("l1", "l2")])
