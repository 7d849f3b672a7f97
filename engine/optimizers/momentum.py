from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer
from engine.params import Shown

MomentumShare = Annotated[
    float,
    Field(ge=0, lt=1),
    Shown(
        "momentum",
        symbol="μ",
        varies=True,
        low="0: every step follows the newest gradient alone.",
        high="Near 1: rolls past the minimum and swings back for long.",
    ),
]


class Momentum(Optimizer):
    """b ← μ·b + (1−τ)·g, p ← p − η·b: the step is a decaying sum of past gradients, as a heavy ball keeps its speed.

    With μ = 0.9 a steady gradient is amplified ten times. The dampening τ shrinks every gradient but the first.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964); Sutskever, Martens, Dahl
    and Hinton, "On the importance of initialization and momentum in deep learning" (2013), eq. 1 and 2. As in
    torch.optim.SGD, and unlike those papers, η stands outside the sum: when the rate drops, the speed drops with it.
    As there, b starts as the first gradient undampened, and with μ = 0 dampening is ignored. Weight decay is the
    spec's regularization.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Momentum"
    slots: ClassVar[tuple[str, ...]] = ("momentum",)
    kept: ClassVar[dict[str, str]] = {"momentum": "Velocity"}
    name: Literal["momentum"] = "momentum"
    lr: LearningRate = 0.001
    momentum: MomentumShare = 0.9
    dampening: Annotated[
        float,
        Field(ge=0, le=1),
        Shown(
            "dampening",
            symbol="τ",
            varies=True,
            low="0: gradients are added in full.",
            high="1: only the first gradient ever counts.",
        ),
    ] = 0.0

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        undampened = (t == 1) | (h["momentum"] == 0)
        return {"lr": h["lr"], "old": h["momentum"], "new": np.where(undampened, 1.0, 1 - h["dampening"])}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        b = s["momentum"]
        b.mul_(c["old"]).addcmul_(g, c["new"])
        torch.addcmul(p, c["lr"], b, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "SGD", {"lr": self.lr, "momentum": self.momentum, "dampening": self.dampening}

    def stable_below(self, lr: float) -> float | None:
        kept = (1 - self.dampening) if self.momentum else 1.0
        return 2 * (1 + self.momentum) / (lr * kept) if kept else None  # roots of x² − (1 + μ − ηλ)x + μ within the circle
