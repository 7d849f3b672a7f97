from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import HALF, Activation

ROOT_HALF = torch.tensor(0.5**0.5, dtype=torch.float64)
PEAK = torch.tensor((2 * torch.pi) ** -0.5, dtype=torch.float64)  # φ(0)


class GELU(Activation):
    """a = z·Φ(z) with Φ the normal distribution function: a ReLU whose switch is as soft as the bell curve.

    Φ(z) = ½(1 + erf(z/√2)), the exact form and torch's default, not the approximation by tanh.
    da/dz = Φ(z) + z·φ(z) with φ(z) = e^(−z²/2)/√(2π).
    Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016), §2.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "GELU"
    name: Literal["gelu"] = "gelu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.mul(z, share_below(z), out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        density = (z * z).mul_(-0.5).exp_().mul_(PEAK)
        return torch.mul(grad, torch.addcmul(share_below(z), z, density), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.GELU()


def share_below(z: Tensor) -> Tensor:
    """Φ(z), the share of a standard normal population below z."""
    return (z * ROOT_HALF).erf_().mul_(HALF).add_(HALF)
