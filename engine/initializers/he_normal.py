from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class HeNormal(Initializer):
    """w ~ N(0, 2/fan_in): twice the variance, to make up for the half of the signal that a ReLU cuts off.

    Biases start at 0. As torch.nn.init.kaiming_normal_(nonlinearity="relu"). Here every layer gets it, the output too.
    Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), eq. 10.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "He normal"
    name: Literal["he_normal"] = "he_normal"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.randn(fan_in, fan_out, generator=generator).mul_(math.sqrt(2.0 / fan_in))
