from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor

from engine.optimizers.adam import Beta1, Beta2
from engine.optimizers.base import LearningRate, Optimizer


class Lion(Optimizer):
    """u = sign(β₁m + (1−β₁)g), p ← p − η·u, m ← β₂m + (1−β₂)g: every parameter moves by exactly η, only the direction is learned.

    So the rate is the length of each step, and has to be some ten times smaller than Adam's; a parameter without gradient stays.

    Source: Chen and others, "Symbolic discovery of optimization algorithms" (2023), algorithm 2. torch.optim has no Lion. Weight
    decay is the spec's regularization.
    """

    rank: ClassVar[int] = 56
    title: ClassVar[str] = "Lion"
    slots: ClassVar[tuple[str, ...]] = ("m",)
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m"}
    name: Literal["lion"] = "lion"
    lr: LearningRate = 0.0001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.99

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"], "new1": 1 - h["beta1"], "new2": 1 - h["beta2"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        torch.lerp(s["m"], g, c["new1"], out=tmp)
        torch.addcmul(p, tmp.sign_(), c["lr"], value=-1.0, out=p)
        torch.lerp(s["m"], g, c["new2"], out=s["m"])

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Lion", {"lr": self.lr, "betas": (self.beta1, self.beta2)}
