from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor

from engine.optimizers.adam import Beta1, Beta2
from engine.optimizers.base import Epsilon, LearningRate, Optimizer


class Adamax(Optimizer):
    """m ← β₁m + (1−β₁)g, u ← max(β₂u, |g| + ε), p ← p − η/(1−β₁ᵗ) · m/u: Adam with the largest gradient for its
    measure.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 2, which has no ε; as in
    torch.optim.Adamax it is added to |g|, so that a parameter without gradient does not divide by zero. Weight decay
    is the spec's regularization.
    """

    rank: ClassVar[int] = 50
    title: ClassVar[str] = "Adamax"
    slots: ClassVar[tuple[str, ...]] = ("m", "u")
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m", "u": "Largest gradient lately, u"}
    name: Literal["adamax"] = "adamax"
    lr: LearningRate = 0.002
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Epsilon = 1e-8

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"new1": 1 - h["beta1"], "beta2": h["beta2"], "size": h["lr"] / (1 - h["beta1"] ** t), "eps": h["eps"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, u = s["m"], s["u"]
        torch.lerp(m, g, c["new1"], out=m)
        torch.abs(g, out=tmp).add_(c["eps"])
        torch.maximum(u.mul_(c["beta2"]), tmp, out=u)
        torch.div(m, u, out=tmp)
        torch.addcmul(p, c["size"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Adamax", {"lr": self.lr, "betas": (self.beta1, self.beta2), "eps": self.eps}
