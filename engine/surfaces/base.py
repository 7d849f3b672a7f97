"""What a surface is: a loss of two numbers that everybody can see whole, with its gradient worked out by hand."""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from engine.registry import Entry

Window = tuple[tuple[float, float], tuple[float, float]]  # the first and last x, the first and last y


class Surface(Entry):
    """f(x, y). Places are float64 rows of any shape; all racers stand on the same surface, so methods may read ``self``.

    ``minima``: every place of the lowest value, where they are known; ``least``: that value, None where there is none or nobody
    knows. The Hessian, for those who ask, is the central difference of the gradient (engine/arena/objective.py).
    """

    label: ClassVar[str] = "surface"
    about: ClassVar[str] = (
        "A loss of two numbers instead of thousands, so that the whole of it can be seen. "
        "Each shows one thing that makes descent hard."
    )
    formula: ClassVar[str] = ""  # as it stands in books
    window: ClassVar[Window] = ((-5.0, 5.0), (-5.0, 5.0))  # what the map shows
    start: ClassVar[tuple[float, float]] = (1.0, 1.0)
    minima: ClassVar[tuple[tuple[float, float], ...]] = ()
    least: ClassVar[float | None] = None
    plain: ClassVar[float] = 0.01  # a rate at which rules that follow the gradient come down from the start
    stride: ClassVar[float] = 0.1  # and one for rules whose steps are about as long as their rate

    def view(self) -> Window:
        """The window of this very surface."""
        return self.window

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        raise NotImplementedError

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """(∂f/∂x, ∂f/∂y)."""
        raise NotImplementedError
