from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class Cosine(Gauge):
    """Cosine of the angle between the gradients of two successive steps, each on its own batch and at its own weights.

    The step in between is the run's very next one, made by the engine. 1: the same way again; 0: nothing in common; −1: back.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "cosine of successive gradients"
    tells: ClassVar[str] = (
        "Near 1 the steps agree and could be longer; near 0 they are noise; below 0 each step undoes the one before."
    )
    name: Literal["cosine"] = "cosine"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        first = at.slope_at(at.state, at.batch(at.state.step))
        yield
        second = at.slope_at(at.next, at.batch(at.state.step + 1))
        lengths = float(first.norm() * second.norm())
        return {"value": float(first @ second) / lengths if lengths > 0 else float("nan")}
