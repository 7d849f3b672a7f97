from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import torch

from engine.curvature.base import Care, Gauge

if TYPE_CHECKING:
    from engine.curvature.moment import Moment


class Distance(Gauge):
    """‖w − w₀‖₂, from the weights the run started with, over all parameters; ``relative`` is its share of ‖w₀‖₂."""

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "distance from the start"
    tells: ClassVar[str] = (
        "How far training has carried the weights: still rising means still travelling, flat means arrived or stuck."
    )
    name: Literal["distance"] = "distance"

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        start = at.plan.first()[0].double()
        yield
        value = float(torch.linalg.vector_norm(at.state.params.double() - start))
        size = float(torch.linalg.vector_norm(start))
        return {"value": value, "relative": value / size if size > 0 else float("inf")}
