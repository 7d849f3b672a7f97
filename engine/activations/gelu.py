from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import HALF, Activation

INVERSE_ROOT_TWO = torch.tensor(0.5**0.5, dtype=torch.float64)
INVERSE_ROOT_TWO_PI = torch.tensor((2 * torch.pi) ** -0.5, dtype=torch.float64)
MINUS_HALF = torch.tensor(-0.5)


def _normal(z: Tensor) -> Tensor:
    """Φ(z), contiguous."""
    return torch.addcmul(HALF, torch.erf(z * INVERSE_ROOT_TWO), HALF)


class GELU(Activation):
    """a = z·Φ(z) with Φ the normal distribution function, ½·(1 + erf(z/√2)): the exact form, not the tanh approximation.

    da/dz = Φ(z) + z·φ(z). Source: Hendrycks and Gimpel (2016).
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "GELU"
    name: Literal["gelu"] = "gelu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.mul(z, _normal(z), out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        density = torch.exp(z * z * MINUS_HALF).mul_(INVERSE_ROOT_TWO_PI)
        return torch.mul(grad, density.mul_(z).add_(_normal(z)), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.GELU()
