from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import Epsilon, LearningRate, Optimizer
from engine.params import Shown


class Adagrad(Optimizer):
    """G ← G + g², p ← p − η/(1 + (t−1)·δ) · g/(√G + ε): each parameter's rate shrinks with all it has been pushed so
    far.

    Good for sparse inputs; on long runs the sum only grows and the steps die away, which Adadelta and RMSprop mend.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization"
    (2011). As in torch.optim.Adagrad, ε is added after the root (the paper's δ too), and the decay δ of the rate and
    the first value of G are additions of PyTorch's. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "Adagrad"
    slots: ClassVar[tuple[str, ...]] = ("sum",)
    kept: ClassVar[dict[str, str]] = {"sum": "Sum of squared gradients"}
    name: Literal["adagrad"] = "adagrad"
    lr: LearningRate = 0.01
    lr_decay: Annotated[
        float,
        Field(ge=0, le=1),
        Shown(
            "rate decay",
            symbol="δ",
            scale="log",
            varies=True,
            low="0: only the sum slows it down.",
            high="The rate is gone after a few steps.",
        ),
    ] = 0.0
    initial_accumulator: Annotated[
        float,
        Field(ge=0, le=1e6),
        Shown(
            "first sum",
            symbol="G₀",
            scale="log",
            varies=True,
            low="0: the first step has full length whatever the gradient.",
            high="Every step is short from the start.",
        ),
    ] = 0.0
    eps: Epsilon = 1e-10

    def first_slots(self, size: int) -> dict[str, Tensor]:
        return {"sum": torch.full((size,), self.initial_accumulator)}

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"lr": h["lr"] / (1 + (t - 1) * h["lr_decay"]), "eps": h["eps"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        s["sum"].addcmul_(g, g)
        torch.sqrt(s["sum"], out=tmp).add_(c["eps"])
        torch.div(g, tmp, out=tmp)
        torch.addcmul(p, c["lr"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Adagrad", {
            "lr": self.lr,
            "lr_decay": self.lr_decay,
            "initial_accumulator_value": self.initial_accumulator,
            "eps": self.eps,
        }
