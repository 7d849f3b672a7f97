from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class HeUniform(Initializer):
    """w ~ U(−a, a) with a = √(6/fan_in): twice the variance, to make up for the half of the signal that a ReLU cuts off.

    Biases start at 0. As torch.nn.init.kaiming_uniform_(nonlinearity="relu"). Here every layer gets it, the output too.
    Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), §2.2; the paper draws from a normal distribution.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "He uniform"
    name: Literal["he_uniform"] = "he_uniform"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        bound = math.sqrt(6.0 / fan_in)
        return torch.rand(fan_in, fan_out, generator=generator).mul_(2 * bound).sub_(bound)
