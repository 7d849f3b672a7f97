from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.surfaces.base import Surface, Window


class Beale(Surface):
    """Flat in the middle, with walls at the corners: one rate is too short for the floor and too long for the walls.

    Source: Beale, "On an iterative method for finding a local minimum of a function of more than one variable" (1958).
    Lowest: 0 at (3, ½).
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "Beale's plain"
    formula: ClassVar[str] = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    window: ClassVar[Window] = ((-4.5, 4.5), (-4.5, 4.5))
    start: ClassVar[tuple[float, float]] = (1.0, 1.5)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((3.0, 0.5),)
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.003
    stride: ClassVar[float] = 0.1
    name: Literal["beale"] = "beale"

    @staticmethod
    def parts(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return sum(one * one for one in self.parts(x, y))

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        one, two, three = self.parts(x, y)
        along = 2 * (one * (y - 1) + two * (y**2 - 1) + three * (y**3 - 1))
        return along, 2 * x * (one + two * 2 * y + three * 3 * y**2)
