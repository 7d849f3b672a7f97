from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.surfaces.base import Surface, Window


class Plateau(Surface):
    """One hole in a wide plain. Out there the gradient is next to nothing, as behind saturated units: bare descent stands still.

    Rules that divide by the size of past gradients walk at their own pace however faint the slope is. Lowest: 0 at (0, 0).
    """

    rank: ClassVar[int] = 70
    title: ClassVar[str] = "Plateau"
    formula: ClassVar[str] = "1 − exp(−½(x² + y²))"
    window: ClassVar[Window] = ((-5.0, 5.0), (-5.0, 5.0))
    start: ClassVar[tuple[float, float]] = (-3.2, 2.2)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((0.0, 0.0),)
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.3
    stride: ClassVar[float] = 0.1
    name: Literal["plateau"] = "plateau"

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return -torch.expm1(-0.5 * (x * x + y * y))

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        depth = torch.exp(-0.5 * (x * x + y * y))
        return x * depth, y * depth
