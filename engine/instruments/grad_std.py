from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot
from engine.instruments.spread import drowns


class GradientDeviation(Instrument):
    """Standard deviation (divided by n, not n − 1) of a layer's gradient entries, in float64."""

    rank: ClassVar[int] = 12
    title: ClassVar[str] = "gradient spread"
    tells: ClassVar[str] = "How differently the layer's weights are pushed."
    name: Literal["grad_std"] = "grad_std"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        mean, square = (one / snapshot.counts for one in snapshot.gradient_sums)
        variance = square - mean * mean
        lost = drowns(mean, variance)
        if lost.any():
            away = snapshot.gradient - np.repeat(mean, snapshot.counts, axis=1)
            variance = np.where(lost, snapshot.per_layer(away * away) / snapshot.counts, variance)
        return np.sqrt(variance)
