from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation, logistic

ONE = torch.tensor(1.0)


class SiLU(Activation):
    """a = z·σ(z), also called swish.

    da/dz = σ(z)·(1 + z·(1 − σ(z))). Source: Elfwing, Uchibe and Doya (2018).
    """

    rank: ClassVar[int] = 31
    title: ClassVar[str] = "SiLU"
    name: Literal["silu"] = "silu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.mul(z, logistic(z, torch.empty_like(z)), out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        s = logistic(z, torch.empty_like(z))
        slope = torch.addcmul(s, z * s, ONE - s)
        return torch.mul(grad, slope, out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.SiLU()
