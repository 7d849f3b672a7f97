from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation, logistic


class Softplus(Activation):
    """a = log(1 + e^z), a smooth ReLU, computed as max(z, 0) + log(1 + e^(−|z|)), which cannot overflow.

    da/dz = σ(z). Torch switches to a = z above 20; here the formula holds throughout. Source: Dugas et al. (2001).
    """

    rank: ClassVar[int] = 32
    title: ClassVar[str] = "Softplus"
    name: Literal["softplus"] = "softplus"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        tail = torch.log1p(torch.exp(z.abs().neg_()))
        return torch.add(torch.clamp_min(z, 0.0), tail, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, logistic(z, torch.empty_like(z)), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.Softplus()
