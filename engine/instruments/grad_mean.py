from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class GradientMean(Instrument):
    """Mean of a layer's gradient entries."""

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "gradient mean"
    tells: ClassVar[str] = "Whether the whole layer is pushed one way."
    name: Literal["grad_mean"] = "grad_mean"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return snapshot.gradient_sums[0] / snapshot.counts
