from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.params import Shown


class Adadelta(Optimizer):
    """v ← ρv + (1−ρ)g², d = g·√(u+ε)/√(v+ε), u ← ρu + (1−ρ)d², p ← p − η·d: steps measured in the size of past steps.

    The ratio of the two averages gives d the unit of a parameter, so η = 1 is a working choice.

    Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1, which has no η at all: it is
    torch.optim.Adadelta's addition. As in both, ε stands under the roots. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 70
    title: ClassVar[str] = "Adadelta"
    slots: ClassVar[tuple[str, ...]] = ("square", "step_square")
    kept: ClassVar[dict[str, str]] = {"square": "Average of squared gradients", "step_square": "Average of squared steps"}
    name: Literal["adadelta"] = "adadelta"
    lr: LearningRate = 1.0
    rho: Annotated[
        float,
        Field(ge=0, le=1),
        Shown(
            "ρ",
            symbol="ρ",
            varies=True,
            low="Scales by the newest gradient alone.",
            high="1: the averages never leave zero, so only ε speaks.",
        ),
    ] = 0.9
    eps: Epsilon = 1e-6

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"], "old": h["rho"], "new": 1 - h["rho"], "eps": h["eps"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        v, u = s["square"], s["step_square"]
        torch.mul(g, g, out=tmp)
        v.mul_(c["old"]).addcmul_(tmp, c["new"])
        std = torch.add(v, c["eps"]).sqrt_()
        d = torch.add(u, c["eps"], out=tmp).sqrt_().div_(std).mul_(g)
        torch.mul(d, d, out=std)
        u.mul_(c["old"]).addcmul_(std, c["new"])
        torch.addcmul(p, c["lr"], d, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Adadelta", {"lr": self.lr, "rho": self.rho, "eps": self.eps}
