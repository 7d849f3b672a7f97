from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation


class Tanh(Activation):
    """a = tanh z, between −1 and 1. Zero-centred, so gradients keep their scale better than through a sigmoid.

    da/dz = 1 − a². Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998), §4.4.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "tanh"
    slope_of_a: ClassVar[bool] = True
    saturates: ClassVar[tuple[float, ...]] = (-1.0, 1.0)
    name: Literal["tanh"] = "tanh"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.tanh(z, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.addcmul(grad, grad * a, a, value=-1.0, out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.Tanh()
