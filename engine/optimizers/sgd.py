from __future__ import annotations

from typing import Any, ClassVar, Literal

import torch
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer


class SGD(Optimizer):
    """p ← p − η·g: the gradient, bare.

    Source: Robbins and Monro, "A stochastic approximation method" (1951). Same as torch.optim.SGD without momentum,
    whose default rate is 0.001; ours is the 0.03 that networks of this size want. Weight decay is the spec's
    regularization, not a field of the optimizer.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "SGD"
    name: Literal["sgd"] = "sgd"
    lr: LearningRate = 0.03

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        torch.addcmul(p, c["lr"], g, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "SGD", {"lr": self.lr}

    def stable_below(self, lr: float) -> float | None:
        return 2 / lr  # w ← (1 − ηλ)·w shrinks while ηλ < 2
