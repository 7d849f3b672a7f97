from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation

SLOPE = 0.01


class LeakyReLU(Activation):
    """a = z where z > 0, else 0.01·z: a ReLU that cannot die, because a little gradient always comes through.

    da/dz = 1 where z > 0, else 0.01; also exactly at 0. The slope 0.01 is the paper's and torch's default.
    Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013), §2.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Leaky ReLU"
    name: Literal["leaky_relu"] = "leaky_relu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.maximum(z, z * SLOPE, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, torch.sign(z).clamp_min_(SLOPE), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.LeakyReLU()
