from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import Activation
from engine.elementwise import logistic


class Softplus(Activation):
    """a = log(1 + e^z): a ReLU without a corner, always a little above it.

    Computed as max(z, 0) + log(1 + e^(−|z|)), which cannot overflow. da/dz = σ(z). Torch answers z itself above 20, where
    the two differ by less than 2·10⁻⁹; here one formula holds throughout.
    Source: Dugas et al., "Incorporating second-order functional knowledge for better option pricing" (2001).
    """

    rank: ClassVar[int] = 32
    title: ClassVar[str] = "Softplus"
    name: Literal["softplus"] = "softplus"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        above = torch.abs(z).neg_().exp_().log1p_()
        return torch.add(torch.clamp_min(z, 0.0), above, out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(grad, logistic(z, torch.empty_like(z)), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.Softplus()
