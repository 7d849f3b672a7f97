from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class XavierUniform(Initializer):
    """w ~ U(−a, a) with a = √(6/(fan_in + fan_out)): keeps signals and gradients of one size through tanh layers.

    Biases start at 0. As torch.nn.init.xavier_uniform_ with gain 1.
    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), eq. 16.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Xavier uniform"
    name: Literal["xavier_uniform"] = "xavier_uniform"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        bound = math.sqrt(6.0 / (fan_in + fan_out))
        return torch.rand(fan_in, fan_out, generator=generator).mul_(2 * bound).sub_(bound)
