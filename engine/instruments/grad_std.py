from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class GradientDeviation(Instrument):
    """Standard deviation (divided by n, not n − 1) of a layer's gradient entries, two passes in float64."""

    rank: ClassVar[int] = 12
    title: ClassVar[str] = "gradient spread"
    tells: ClassVar[str] = "How differently the layer's weights are pushed."
    name: Literal["grad_std"] = "grad_std"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        mean = snapshot.per_layer(snapshot.gradient64) / snapshot.counts
        away = snapshot.gradient64 - np.repeat(mean, snapshot.counts, axis=1)
        return np.sqrt(snapshot.per_layer(away * away) / snapshot.counts)
