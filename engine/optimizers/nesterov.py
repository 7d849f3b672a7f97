from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer
from engine.optimizers.momentum import MomentumShare


class Nesterov(Optimizer):
    """b ← μ·b + g, p ← p − η·(g + μ·b): momentum that looks one step ahead, and so brakes earlier.

    Source: Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k²)" (1983); in
    the form of Sutskever, Martens, Dahl and Hinton (2013), eq. 3 and 4. As in torch.optim.SGD(nesterov=True), p here
    is the papers' look-ahead point (so the gradient needs no second place to be taken at), η stands outside the sum,
    and there is no dampening. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "Nesterov"
    slots: ClassVar[tuple[str, ...]] = ("momentum",)
    kept: ClassVar[dict[str, str]] = {"momentum": "Velocity"}
    name: Literal["nesterov"] = "nesterov"
    lr: LearningRate = 0.001
    momentum: MomentumShare = 0.9

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"], "old": h["momentum"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        b = s["momentum"]
        b.mul_(c["old"]).add_(g)
        torch.addcmul(g, c["old"], b, out=tmp)
        torch.addcmul(p, c["lr"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        # torch refuses nesterov with momentum 0, where both are plain descent
        return "SGD", {"lr": self.lr, "momentum": self.momentum, "nesterov": self.momentum > 0}

    def stable_below(self, lr: float) -> float | None:
        return 2 * (1 + self.momentum) / (lr * (1 + 2 * self.momentum))  # as for momentum, with x² − (1 + μ)(1 − ηλ)x + μ(1 − ηλ)
