from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot
from engine.instruments.histogram import GRADIENTS, SIDE, histograms


class GradientHistogram(Instrument):
    """Histogram of a layer's gradient entries in 32 fixed signed logarithmic bins."""

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "gradient histogram"
    cadence: ClassVar = "frame"
    kind: ClassVar[str] = "u32"
    tells: ClassVar[str] = "How the layer's gradients are spread over sizes and signs."
    name: Literal["grad_histogram"] = "grad_histogram"

    @staticmethod
    def shape(plan) -> tuple[int, ...]:
        return (len(plan.trained), 2 * SIDE)

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return histograms(snapshot.gradient, snapshot.plan.layer_of, snapshot.starts, GRADIENTS)
