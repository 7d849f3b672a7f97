from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation

ONE, SLOPE = torch.tensor(1.0, dtype=torch.float64), torch.tensor(0.01, dtype=torch.float64)


class LeakyReLU(Activation):
    """a = z where z > 0, else 0.01·z: a ReLU that cannot die.

    da/dz = 1 where z > 0, else 0.01 (torch's default slope). Source: Maas, Hannun and Ng (2013).
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Leaky ReLU"
    name: Literal["leaky_relu"] = "leaky_relu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.maximum(z, z * SLOPE, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, torch.where(z > 0, ONE, SLOPE), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.LeakyReLU()
