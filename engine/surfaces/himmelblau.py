from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.surfaces.base import Surface, Window


class Himmelblau(Surface):
    """Four hollows, equally deep: which one is reached depends on the start and on the rule.

    Source: Himmelblau, "Applied nonlinear programming" (1972). Lowest: 0 at (3, 2) and three more places, the roots of
    x² + y = 11, x + y² = 7.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "Himmelblau's four hollows"
    formula: ClassVar[str] = "(x² + y − 11)² + (x + y² − 7)²"
    window: ClassVar[Window] = ((-5.0, 5.0), (-5.0, 5.0))
    start: ClassVar[tuple[float, float]] = (0.0, 0.0)
    minima: ClassVar[tuple[tuple[float, float], ...]] = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.7793102533777469, -3.2831859912861694),
        (3.5844283403304917, -1.8481265269644034),
    )
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.003
    stride: ClassVar[float] = 0.1
    name: Literal["himmelblau"] = "himmelblau"

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        one, other = x * x + y - 11, x + y * y - 7
        return 4 * x * one + 2 * other, 2 * one + 4 * y * other
