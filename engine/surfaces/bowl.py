from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from torch import Tensor

from engine.params import Shown
from engine.surfaces.base import Surface, Window


class Bowl(Surface):
    """A long valley, κ times steeper across than along: descent zigzags, or creeps.

    Plain descent is stable only below a rate of 2/κ, and at that rate it takes some κ steps along the valley: that is what "badly
    conditioned" means, and what momentum and scaling by coordinate are for. Newton's first step arrives.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Ill-conditioned bowl"
    formula: ClassVar[str] = "½(x² + κy²)"
    window: ClassVar[Window] = ((-5.0, 5.0), (-2.5, 2.5))
    start: ClassVar[tuple[float, float]] = (-4.0, 1.0)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((0.0, 0.0),)
    least: ClassVar[float | None] = 0.0
    plain: ClassVar[float] = 0.03
    stride: ClassVar[float] = 0.1
    name: Literal["bowl"] = "bowl"
    condition: Annotated[
        float,
        Field(ge=1, le=1e6),
        Shown(
            "condition number",
            symbol="κ",
            scale="log",
            low="1: a round bowl, where every rule walks straight to the middle.",
            high="A ravine: the rate that is safe across it is far too small along it.",
        ),
    ] = 50.0

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return 0.5 * (x * x + self.condition * y * y)

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        return x, self.condition * y
