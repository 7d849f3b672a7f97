from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import LearningRate, Optimizer
from engine.params import Shown


class AveragedSGD(Optimizer):
    """p ← p − η·g as plain descent, and beside it the mean of all p since step s: p̄ ← p̄ + (p − p̄)/(t − s).

    Noise makes p wander about the minimum; its mean lies much nearer. Steps are taken from p and gradients are p's; what is
    *judged*, that is losses, metrics, weights, maps and activations in records and key frames, is p̄ (until step s: p itself).

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), with Ruppert (1988). The same p
    and p̄ as torch.optim.ASGD with λ = 0, α = 0, t0 = s − 1, and as torch.optim.SGD with swa_utils.AveragedModel. Weight decay is
    the spec's regularization.
    """

    rank: ClassVar[int] = 15
    title: ClassVar[str] = "SGD, averaged"
    slots: ClassVar[tuple[str, ...]] = ("mean",)
    kept: ClassVar[dict[str, str]] = {"mean": "Mean of all places"}
    judged: ClassVar[str] = "mean"
    name: Literal["sgd_averaged"] = "sgd_averaged"
    lr: LearningRate = 0.03
    average_from: Annotated[
        int,
        Field(ge=0, le=20_000_000),
        Shown(
            "average from step",
            symbol="s",
            unit="steps",
            varies=True,
            low="0: the mean remembers how bad the start was.",
            high="Beyond the last step: plain descent.",
        ),
    ] = 0

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"], "share": 1 / np.maximum(1, t - h["average_from"])}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        torch.addcmul(p, g, c["lr"], value=-1.0, out=p)
        torch.lerp(s["mean"], p, c["share"], out=s["mean"])

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "SGD", {"lr": self.lr}  # engine/reference.py puts swa_utils.AveragedModel beside it

    def stable_below(self, lr: float) -> float | None:
        return 2 / lr  # p takes the steps of plain descent
