from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation


class ReLU(Activation):
    """a = max(z, 0). Fast, and does not fade gradients; but a unit that answers 0 to everything gets none.

    da/dz = 1 where z > 0, else 0 (also at 0, as in torch). Source: Nair and Hinton (2010).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "ReLU"
    dead_at_zero: ClassVar[bool] = True
    name: Literal["relu"] = "relu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.clamp_min(z, 0.0, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, z > 0, out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.ReLU()
