from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.surfaces.base import Surface, Window

TURN = 2 * math.pi


class Rastrigin(Surface):
    """An egg box in a bowl: a hollow at every whole number, the deepest in the middle. Who takes short steps stays in the first.

    Source: Rastrigin, "Systems of extremal control" (1974). Lowest: 0 at (0, 0).
    """

    rank: ClassVar[int] = 50
    title: ClassVar[str] = "Rastrigin's egg box"
    formula: ClassVar[str] = "20 + x² − 10 cos 2πx + y² − 10 cos 2πy"
    window: ClassVar[Window] = ((-5.12, 5.12), (-5.12, 5.12))
    start: ClassVar[tuple[float, float]] = (-3.4, 2.3)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((0.0, 0.0),)
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.001
    stride: ClassVar[float] = 0.3
    name: Literal["rastrigin"] = "rastrigin"

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return 20 + x * x - 10 * torch.cos(TURN * x) + y * y - 10 * torch.cos(TURN * y)

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        return 2 * x + 10 * TURN * torch.sin(TURN * x), 2 * y + 10 * TURN * torch.sin(TURN * y)
