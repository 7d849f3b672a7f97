from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot
from engine.instruments.histogram import SIDE, WEIGHTS, histograms


class WeightHistogram(Instrument):
    """Histogram of a layer's weight entries in 32 fixed signed logarithmic bins."""

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "weight histogram"
    cadence: ClassVar = "frame"
    kind: ClassVar[str] = "u32"
    tells: ClassVar[str] = "How the layer's weights are spread over sizes and signs."
    name: Literal["weight_histogram"] = "weight_histogram"

    @staticmethod
    def shape(plan) -> tuple[int, ...]:
        return (len(plan.trained), 2 * SIDE)

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return histograms(snapshot.params, snapshot.plan.layer_of, snapshot.starts, WEIGHTS)
