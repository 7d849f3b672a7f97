from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from engine.initializers.base import Initializer
from engine.params import Shown


class Normal(Initializer):
    """w ~ N(0, scale²), whatever the width of the layer: what textbooks did before widths were taken into account.

    Biases start at 0. As torch.nn.init.normal_(std=scale). At 0.01 a small network starts on a plateau, at 10 saturated.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "Normal"
    name: Literal["normal"] = "normal"
    scale: Annotated[
        float,
        Field(gt=0, le=100),
        Shown("scale", scale="log", varies=True, low="Tiny: a plateau at the start.", high="Too large: neurons saturate."),
    ] = 1.0

    def weights(self, fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
        return torch.randn(fan_in, fan_out, generator=generator).mul_(self.scale)
