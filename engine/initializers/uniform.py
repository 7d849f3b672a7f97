from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from engine.initializers.base import Initializer
from engine.params import Shown


class Uniform(Initializer):
    """w ~ U(−scale, scale), whatever the width of the layer.

    Biases start at 0. As torch.nn.init.uniform_(−scale, scale); TensorFlow Playground draws this way with scale 0.5 (its
    biases start at 0.1).
    """

    rank: ClassVar[int] = 31
    title: ClassVar[str] = "Uniform"
    name: Literal["uniform"] = "uniform"
    scale: Annotated[
        float,
        Field(gt=0, le=100),
        Shown("scale", scale="log", varies=True, low="Tiny: a plateau at the start.", high="Too large: neurons saturate."),
    ] = 0.5

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.rand(fan_in, fan_out, generator=generator).mul_(2 * self.scale).sub_(self.scale)
