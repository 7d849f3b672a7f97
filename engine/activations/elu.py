from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation


class ELU(Activation):
    """a = z where z > 0, else e^z − 1: a ReLU with a smooth knee and a floor of −1, so that answers average nearer to 0.

    Written max(z, 0) + (e^min(z, 0) − 1), of which one part is always 0. da/dz = e^min(z, 0). The paper's α is 1, as in torch.
    Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units" (2016).
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "ELU"
    name: Literal["elu"] = "elu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        below = torch.clamp_max(z, 0.0).expm1_()
        return torch.add(torch.clamp_min(z, 0.0), below, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, torch.clamp_max(z, 0.0).exp_(), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.ELU()
