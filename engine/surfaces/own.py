from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator
from torch import Tensor

from engine.formula import FormulaRefused, read
from engine.formula.tree import Node
from engine.params import Shown
from engine.refusals import said
from engine.surfaces.base import Surface, Window


class Own(Surface):
    """A formula of one's own in x and y. Its gradient is worked out part by part, by the chain rule, as a network's is.

    Numbers, x, y, pi, e, + − * / ^ and twelve functions. Where its lowest point lies nobody is told: "lowest" then means
    the lowest that was seen on the map and along the paths.
    """

    rank: ClassVar[int] = 90
    title: ClassVar[str] = "Your own formula"
    start: ClassVar[tuple[float, float]] = (-3.0, 2.0)
    plain: ClassVar[float] = 0.03
    stride: ClassVar[float] = 0.1
    name: Literal["own"] = "own"
    text: Annotated[
        str,
        Shown(
            "formula f(x, y)",
            about="Numbers, x, y, pi, e, + - * / ^ and brackets; sin cos tan atan sinh cosh tanh exp log sqrt abs sign. "
            "For instance x^2 + 3*sin(y)^2.",
        ),
    ] = "x^2/4 + y^2 + 2*sin(2*x)*cos(y)"
    reach: Annotated[
        float,
        Field(gt=0, le=1e4),
        Shown("map reaches to", symbol="±", scale="log", low="A close look at the middle.", high="The whole from afar."),
    ] = 5.0

    def view(self) -> Window:
        return (-self.reach, self.reach), (-self.reach, self.reach)

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str) -> str:
        try:
            read(text)
        except FormulaRefused as refused:
            raise said(refused.sentence) from None
        return text

    @cached_property
    def tree(self) -> Node:
        return read(self.text)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        return self.tree.work(x, y)[0]

    def gradient(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        slopes = self.tree.work(x, y)[1]
        return slopes or (x * 0, y * 0)
