from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation
from engine.elementwise import Bound, bound_logistic, logistic


class Sigmoid(Activation):
    """a = σ(z) = 1/(1 + e^(−z)), between 0 and 1. Its slope is at most ¼: every layer passes on a fraction of the gradient.

    da/dz = a·(1 − a). Never from torch.sigmoid, whose last bit depends on where in a batch a number stands.
    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors" (1986), eq. 2.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "sigmoid"
    slope_of_a: ClassVar[bool] = True
    saturates: ClassVar[tuple[float, ...]] = (0.0, 1.0)
    name: Literal["sigmoid"] = "sigmoid"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return logistic(z, out)

    @staticmethod
    def bound(z: Tensor, a: Tensor) -> Bound:
        return bound_logistic(z, a)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, torch.addcmul(a, a, a, value=-1.0), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.Sigmoid()
