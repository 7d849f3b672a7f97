from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation


class ReLU(Activation):
    """a = max(z, 0): fast, and passes gradients on undiminished; but a unit that answers 0 to every point gets none.

    da/dz = 1 where z > 0, else 0; also exactly at 0, as in torch. Where dL/da is infinite and the unit is off, torch
    passes 0 on and we pass NaN: such a run has diverged either way.
    Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010).
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
        return torch.mul(grad, torch.sign(a), out=out)  # the sign of max(z, 0) is the slope, and cheaper than a comparison

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.ReLU()
