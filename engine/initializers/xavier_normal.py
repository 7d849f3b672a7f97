from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class XavierNormal(Initializer):
    """w ~ N(0, 2/(fan_in + fan_out)): keeps signals and gradients of one size through tanh layers.

    Biases start at 0. As torch.nn.init.xavier_normal_ with gain 1.
    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), eq. 12.
    """

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "Xavier normal"
    name: Literal["xavier_normal"] = "xavier_normal"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.randn(fan_in, fan_out, generator=generator).mul_(math.sqrt(2.0 / (fan_in + fan_out)))
