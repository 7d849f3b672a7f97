from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.initializers.base import Initializer


class Zeros(Initializer):
    """w = 0: all units of a layer get the same gradient for ever, so they cannot learn to differ.

    Biases start at 0 too. As torch.nn.init.zeros_. Behind tanh or ReLU layers only the output bias ever moves.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Zeros"
    name: Literal["zeros"] = "zeros"

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.zeros(fan_in, fan_out)
