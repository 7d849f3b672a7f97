from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.surfaces.base import Surface, Window


class Saddle(Surface):
    """A pass between two valleys: flat on top, so rules that follow the bare gradient wait there. Newton takes it for its goal.

    Lowest: −¼ at (0, 1) and (0, −1); the saddle stands at (0, 0). Who starts at y = 0 exactly never leaves the ridge, unless the
    gradient is noisy.
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "Saddle"
    formula: ClassVar[str] = "½x² − ½y² + ¼y⁴"
    window: ClassVar[Window] = ((-2.0, 2.0), (-2.0, 2.0))
    start: ClassVar[tuple[float, float]] = (-1.6, 0.001)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((0.0, 1.0), (0.0, -1.0))
    least: ClassVar[float | None] = -0.25
    plain: ClassVar[float] = 0.05
    stride: ClassVar[float] = 0.05
    name: Literal["saddle"] = "saddle"

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        square = y * y
        return 0.5 * x * x - 0.5 * square + 0.25 * square * square

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        return x, y * y * y - y
