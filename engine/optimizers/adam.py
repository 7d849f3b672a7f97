from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.params import Shown

Beta1 = Annotated[
    float,
    Field(ge=0, lt=1),
    Shown("β₁", symbol="β₁", varies=True, low="No memory of past gradients.", high="Slow to turn."),
]
Beta2 = Annotated[
    float,
    Field(ge=0, lt=1),
    Shown(
        "β₂",
        symbol="β₂",
        varies=True,
        low="Scales by the newest gradient alone.",
        high="Slow to notice a change of scale.",
    ),
]


class Adam(Optimizer):
    """m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − η·m̂/(√v̂ + ε), with m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. As in torch.optim.Adam, ε
    is added after the bias correction of v; what is computed is the paper's faster form (end of §2), m/(√v + ε̂) with
    ε̂ = ε·√(1−β₂ᵗ), which is the same number. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Adam"
    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m", "v": "Average of squared gradients, v"}
    name: Literal["adam"] = "adam"
    lr: LearningRate = 0.001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Epsilon = 1e-8

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        root = np.sqrt(1 - h["beta2"] ** t)
        return {
            "new1": 1 - h["beta1"],
            "beta2": h["beta2"],
            "new2": 1 - h["beta2"],
            "size": h["lr"] / (1 - h["beta1"] ** t) * root,
            "eps": h["eps"] * root,
        }

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, v = s["m"], s["v"]
        torch.lerp(m, g, c["new1"], out=m)
        torch.mul(g, g, out=tmp)
        v.mul_(c["beta2"]).addcmul_(tmp, c["new2"])
        torch.sqrt(v, out=tmp).add_(c["eps"])
        torch.div(m, tmp, out=tmp)
        torch.addcmul(p, c["size"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Adam", {"lr": self.lr, "betas": (self.beta1, self.beta2), "eps": self.eps}
