from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class Alpha(Gauge):
    """Where a step lands in the parabola that the loss makes along it: −1 not moved, 0 the bottom, 1 as high on the other side.

    With f(t) the loss t steps along the run's very next update, a parabola with the slopes f′(0) and f′(1) has its bottom at
    t* = f′(0)/(f′(0) − f′(1)), and α = 1/t* − 1 = −f′(1)/f′(0). Below −1 the loss bends down and there is no bottom. NaN where
    the step does not go downhill.

    Source: Schneider, Dangel and Hennig, "Cockpit: a practical debugging tool for the training of deep neural networks" (2021),
    section 3.1 and appendix C.1. There two noisy batches are weighed by their variances and losses count too; here both slopes
    are taken on the same training points, so nothing has to be weighed.
    """

    rank: ClassVar[int] = 50
    title: ClassVar[str] = "alpha: where a step lands"
    tells: ClassVar[str] = (
        "Below 0 the step stops before the valley's bottom, 0 is the bottom, above 0 it overshoots, above 1 it climbs."
    )
    name: Literal["alpha"] = "alpha"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        before = float(at.gradient.detach() @ at.step)
        yield
        after = float(at.slope_at(at.next) @ at.step)
        return {"value": -after / before if before < 0 else float("nan"), "slopes": [before, after]}
