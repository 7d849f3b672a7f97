from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor, nn

from engine import elementwise
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
        return elementwise.tanh(z, out)

    @staticmethod
    def bound(z: Tensor, a: Tensor) -> elementwise.Bound:
        return elementwise.bound_tanh(z, a)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        elementwise.bound_tanh_back(grad, a, out)()
        return out

    @staticmethod
    def bound_back(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> elementwise.Bound:
        return elementwise.bound_tanh_back(grad, a, out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.Tanh()
