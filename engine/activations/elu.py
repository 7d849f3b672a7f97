from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation


class ELU(Activation):
    """a = z where z > 0, else e^z − 1: smooth, with a floor of −1.

    da/dz = 1 where z > 0, else a + 1 = e^z. α is 1, torch's default. Source: Clevert, Unterthiner and Hochreiter (2016).
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "ELU"
    name: Literal["elu"] = "elu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        low = torch.expm1(torch.clamp_max(z, 0.0))
        return out.copy_(torch.where(z > 0, z, low))

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, torch.exp(torch.clamp_max(z, 0.0)), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.ELU()
