from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class XavierNormal(Initializer):
    """w ~ N(0, 2/(fan_in + fan_out)).

    Source: Glorot and Bengio (2010), with a normal distribution of the same variance.
    """

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "Xavier normal"
    name: Literal["xavier_normal"] = "xavier_normal"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.randn(fan_in, fan_out, generator=generator).mul_(math.sqrt(2.0 / (fan_in + fan_out)))
