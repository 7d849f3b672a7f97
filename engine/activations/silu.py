from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.activations.base import ONE, Activation
from engine.elementwise import logistic


class SiLU(Activation):
    """a = z·σ(z), also called swish: smooth, and dips a little below 0 (to −0.28 at z = −1.28) before it fades out.

    da/dz = σ(z) + z·σ(z)·(1 − σ(z)).
    Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation in
    reinforcement learning" (2018), §2.
    """

    rank: ClassVar[int] = 31
    title: ClassVar[str] = "SiLU"
    name: Literal["silu"] = "silu"

    @staticmethod
    def forward(z: Tensor, out: Tensor) -> Tensor:
        return torch.mul(z, logistic(z, torch.empty_like(z)), out=out)

    @staticmethod
    def backward(grad: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        s = logistic(z, torch.empty_like(z))
        return torch.mul(grad, torch.addcmul(s, z * s, ONE - s), out=out)

    @staticmethod
    def in_torch() -> nn.Module:
        return nn.SiLU()
