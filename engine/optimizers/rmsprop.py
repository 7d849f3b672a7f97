from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.optimizers.momentum import MomentumShare
from engine.params import Shown


class RMSprop(Optimizer):
    """v ← αv + (1−α)g², b ← μb + g/(√v + ε), p ← p − η·b: every parameter steps by about η, whatever its gradient's
    size.

    Centered, v is replaced by the variance v − m² with m ← αm + (1−α)g.

    Source: Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning" (2012); momentum and centering
    after Graves, "Generating sequences with recurrent neural networks" (2013), eq. 38 to 41. As in
    torch.optim.RMSprop, ε is added after the root (Graves: under it). Unlike there, a variance that rounding made
    negative counts as 0, where PyTorch's run ends in NaN. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 35
    title: ClassVar[str] = "RMSprop"
    slots: ClassVar[tuple[str, ...]] = ("square", "mean", "momentum")
    kept: ClassVar[dict[str, str]] = {
        "square": "Average of squared gradients",
        "mean": "Average of gradients",
        "momentum": "Velocity",
    }
    name: Literal["rmsprop"] = "rmsprop"
    lr: LearningRate = 0.01
    alpha: Annotated[
        float,
        Field(ge=0, le=1),
        Shown(
            "α",
            symbol="α",
            varies=True,
            low="Scales by the newest gradient alone.",
            high="1: the average never leaves zero and steps explode.",
        ),
    ] = 0.99
    eps: Epsilon = 1e-8
    momentum: MomentumShare = 0.0
    centered: Annotated[
        bool,
        Shown(
            "centered",
            low="Scales by the gradient's size.",
            high="Scales by its spread: steady gradients step further.",
        ),
    ] = False

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"], "old": h["alpha"], "new": 1 - h["alpha"], "eps": h["eps"], "momentum": h["momentum"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        v, m, b = s["square"], s["mean"], s["momentum"]
        torch.mul(g, g, out=tmp)
        v.mul_(c["old"]).addcmul_(tmp, c["new"])
        if kind["centered"]:
            torch.lerp(m, g, c["new"], out=m)
            torch.addcmul(v, m, m, value=-1.0, out=tmp).clamp_min_(0.0).sqrt_()
        else:
            torch.sqrt(v, out=tmp)
        b.mul_(c["momentum"]).addcdiv_(g, tmp.add_(c["eps"]))
        torch.addcmul(p, c["lr"], b, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "RMSprop", {
            "lr": self.lr,
            "alpha": self.alpha,
            "eps": self.eps,
            "momentum": self.momentum,
            "centered": self.centered,
        }
