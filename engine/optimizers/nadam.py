from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.adam import Beta1, Beta2
from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.params import Shown


class NAdam(Optimizer):
    """Adam with Nesterov's look-ahead: p ← p − η·((1−μₜ)/(1−Πₜ)·g + μₜ₊₁/(1−Πₜ₊₁)·m)/(√v̂ + ε), m and v as in Adam.

    μₜ = β₁(1 − ½·0.96^(t·ψ)) rises towards β₁, and Πₜ = μ₁·…·μₜ takes the place of β₁ᵗ in the bias correction.

    Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016), algorithm 2. As in torch.optim.NAdam, ε is added
    after the root and m decays by β₁ itself, where the paper uses μₜ. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 52
    title: ClassVar[str] = "NAdam"
    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m", "v": "Average of squared gradients, v"}
    scalars: ClassVar[dict[str, float]] = {"mu_product": 1.0}
    name: Literal["nadam"] = "nadam"
    lr: LearningRate = 0.002
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Epsilon = 1e-8
    momentum_decay: Annotated[
        float,
        Field(ge=0, le=1),
        Shown(
            "momentum decay",
            symbol="ψ",
            scale="log",
            varies=True,
            low="0: looks ahead by half of β₁ for ever.",
            high="Looks ahead by all of β₁ at once.",
        ),
    ] = 0.004

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        def mu(t):
            return h["beta1"] * (1 - 0.5 * 0.96 ** (t * h["momentum_decay"]))

        product = scalars["mu_product"] * np.cumprod(mu(t), axis=0)
        scalars["mu_product"][:] = product[-1]
        root = np.sqrt(1 - h["beta2"] ** t)
        return {
            "new1": 1 - h["beta1"],
            "beta2": h["beta2"],
            "new2": 1 - h["beta2"],
            "of_g": h["lr"] * root * (1 - mu(t)) / (1 - product),
            "of_m": h["lr"] * root * mu(t + 1) / (1 - product * mu(t + 1)),
            "eps": h["eps"] * root,
        }

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, v = s["m"], s["v"]
        torch.lerp(m, g, c["new1"], out=m)
        torch.mul(g, g, out=tmp)
        v.mul_(c["beta2"]).addcmul_(tmp, c["new2"])
        torch.sqrt(v, out=tmp).add_(c["eps"])
        ahead = torch.mul(m, c["of_m"]).addcmul_(g, c["of_g"])
        p.sub_(ahead.div_(tmp))

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "NAdam", {
            "lr": self.lr,
            "betas": (self.beta1, self.beta2),
            "eps": self.eps,
            "momentum_decay": self.momentum_decay,
        }
