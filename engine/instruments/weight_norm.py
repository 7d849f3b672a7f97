from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class WeightNorm(Instrument):
    """‖w‖₂ of a layer's parameters after the epoch's last update."""

    rank: ClassVar[int] = 14
    title: ClassVar[str] = "weight size"
    tells: ClassVar[str] = "Weights that keep growing are on their way to saturation or divergence."
    name: Literal["weight_norm"] = "weight_norm"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return snapshot.weight_norms
