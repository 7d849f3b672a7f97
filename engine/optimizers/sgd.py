from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer


class SGD(Optimizer):
    """p ← p − η·g: the gradient, bare.

    Source: Robbins and Monro, "A stochastic approximation method" (1951). Same as torch.optim.SGD without momentum.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "SGD"
    name: Literal["sgd"] = "sgd"
    lr: LearningRate = 0.03

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        torch.addcmul(p, c["lr"], g, value=-1.0, out=p)
