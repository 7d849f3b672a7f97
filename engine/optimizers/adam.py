from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer
from engine.params import Shown

Beta = Field(ge=0, lt=1)
Epsilon = Annotated[
    float, Field(ge=0, le=1), Shown("ε", symbol="ε", scale="log", varies=True, low="Division by almost nothing.", high="Turns into plain momentum.")
]


class Adam(Optimizer):
    """m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − η·m̂/(√v̂ + ε), with m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. As in torch.optim.Adam, ε is
    added after the bias correction of v (the paper's "efficient" variant of §2 adds it before).
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Adam"
    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    name: Literal["adam"] = "adam"
    lr: LearningRate = 0.001
    beta1: Annotated[float, Beta, Shown("β₁", symbol="β₁", varies=True, low="No memory of past gradients.", high="Slow to turn.")] = 0.9
    beta2: Annotated[float, Beta, Shown("β₂", symbol="β₂", varies=True, low="Scales by the newest gradient alone.", high="Slow to notice a change of scale.")] = 0.999
    eps: Epsilon = 1e-8

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {
            "new1": 1 - h["beta1"],
            "beta2": h["beta2"],
            "new2": 1 - h["beta2"],
            "size": h["lr"] / (1 - h["beta1"] ** t),
            "root": np.sqrt(1 - h["beta2"] ** t),
            "eps": h["eps"],
        }

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, v = s["m"], s["v"]
        torch.lerp(m, g, c["new1"], out=m)
        v.mul_(c["beta2"]).addcmul_(g, g * c["new2"])
        torch.sqrt(v, out=tmp).div_(c["root"]).add_(c["eps"])
        p.sub_(m * c["size"] / tmp)
