from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.surfaces.base import Surface, Window


class Rosenbrock(Surface):
    """A valley bent like a banana: its floor is found at once, its lowest point only after a long walk round the bend.

    Source: Rosenbrock, "An automatic method for finding the greatest or least value of a function" (1960). Lowest: 0 at (1, 1).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Rosenbrock's valley"
    formula: ClassVar[str] = "(1 − x)² + 100(y − x²)²"
    window: ClassVar[Window] = ((-2.0, 2.0), (-1.0, 3.0))
    start: ClassVar[tuple[float, float]] = (-1.2, 1.0)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((1.0, 1.0),)
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.001
    stride: ClassVar[float] = 0.1
    name: Literal["rosenbrock"] = "rosenbrock"

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        off = y - x * x  # how far beside the floor of the valley
        return -2 * (1 - x) - 400 * x * off, 200 * off
