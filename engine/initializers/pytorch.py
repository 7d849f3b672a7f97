from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class AsPyTorch(Initializer):
    """w and biases ~ U(−a, a) with a = 1/√fan_in: what torch.nn.Linear does when nothing is said.

    Torch writes the weights' rule as kaiming_uniform with a = √5, which comes to the same bound. The draws themselves are our
    own: the same seed gives other numbers in torch. Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp" (1998), §4.6,
    gives the deviation 1/√fan_in; torch's range is √3 times narrower.
    """

    rank: ClassVar[int] = 25
    title: ClassVar[str] = "as PyTorch does"
    name: Literal["pytorch"] = "pytorch"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        bound = 1.0 / math.sqrt(fan_in)
        return torch.rand(fan_in, fan_out, generator=generator).mul_(2 * bound).sub_(bound)

    def bias(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        bound = 1.0 / math.sqrt(fan_in)
        return torch.rand(fan_out, generator=generator).mul_(2 * bound).sub_(bound)
