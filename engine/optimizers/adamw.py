from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field
from torch import Tensor

from engine.optimizers.adam import Adam
from engine.params import Shown


class AdamW(Adam):
    """p ← p·(1 − η·λ), then Adam's step: the decay goes past the moments, so every parameter shrinks at one rate.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2. As in torch.optim.AdamW
    and unlike the paper, λ is multiplied by the learning rate. Also as there, λ acts on every parameter, biases too;
    decay of the weights alone, for any optimizer, is the spec's regularization.
    """

    rank: ClassVar[int] = 45
    title: ClassVar[str] = "AdamW"
    name: Literal["adamw"] = "adamw"
    weight_decay: Annotated[
        float,
        Field(ge=0, le=10),
        Shown(
            "weight decay",
            symbol="λ",
            scale="log",
            varies=True,
            low="0: plain Adam.",
            high="Parameters shrink faster than they learn.",
        ),
    ] = 0.01

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {**Adam.coefficients(h, t, scalars), "keep": 1 - h["lr"] * h["weight_decay"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        p.mul_(c["keep"])
        Adam.update(p, g, s, c, kind, tmp)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "AdamW", {**super().in_torch()[1], "weight_decay": self.weight_decay}
