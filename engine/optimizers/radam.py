from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor

from engine.optimizers.adam import Beta1, Beta2
from engine.optimizers.base import Epsilon, LearningRate, Optimizer


class RAdam(Optimizer):
    """Adam whose first steps are plain momentum, because √v is not to be trusted while it averages few gradients.

    ρ∞ = 2/(1−β₂) − 1, ρₜ = ρ∞ − 2t·β₂ᵗ/(1−β₂ᵗ). While ρₜ ≤ 5: p ← p − η·m̂. After that p ← p − η·r·m̂·√(1−β₂ᵗ)/(√v +
    ε) with r² = (ρₜ−4)(ρₜ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρₜ); m, v and m̂ as in Adam.

    Source: Liu and others, "On the variance of the adaptive learning rate and beyond" (2020), algorithm 2. As in
    torch.optim.RAdam the switch is at ρₜ > 5 (paper: 4), and ε is added to √v before the bias correction. Weight decay
    is the spec's regularization.
    """

    rank: ClassVar[int] = 54
    title: ClassVar[str] = "RAdam"
    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    kept: ClassVar[dict[str, str]] = {"m": "Average of gradients, m", "v": "Average of squared gradients, v"}
    name: Literal["radam"] = "radam"
    lr: LearningRate = 0.001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    eps: Epsilon = 1e-8

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        size, beta2 = h["lr"] / (1 - h["beta1"] ** t), h["beta2"]
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * t * beta2**t / (1 - beta2**t)
        trusted = length > 5
        with np.errstate(invalid="ignore", divide="ignore"):  # β₂ ≤ 2/3 is never trusted; its ratio is not used
            r = np.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
        return {
            "new1": 1 - h["beta1"],
            "beta2": beta2,
            "new2": 1 - beta2,
            "size": np.where(trusted, size * r * np.sqrt(1 - beta2**t), size),
            "root": trusted.astype(np.float64),  # divide by √v + ε where trusted, by 0·√v + 1 where not
            "eps": np.where(trusted, h["eps"], 1.0),
        }

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, v = s["m"], s["v"]
        torch.lerp(m, g, c["new1"], out=m)
        torch.mul(g, g, out=tmp)
        v.mul_(c["beta2"]).addcmul_(tmp, c["new2"])
        torch.sqrt(v, out=tmp).mul_(c["root"]).add_(c["eps"])
        torch.div(m, tmp, out=tmp)
        torch.addcmul(p, c["size"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "RAdam", {"lr": self.lr, "betas": (self.beta1, self.beta2), "eps": self.eps}

    def follows_size(self) -> bool:
        return True  # its first steps, until it trusts v
