from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class GradientMaximum(Instrument):
    """Largest absolute entry of a layer's gradient."""

    rank: ClassVar[int] = 13
    title: ClassVar[str] = "largest gradient"
    tells: ClassVar[str] = "Whether a single weight takes the whole push."
    name: Literal["grad_max"] = "grad_max"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        largest = snapshot.per_layer(snapshot.gradient, np.maximum)
        return np.maximum(np.abs(largest), np.abs(snapshot.per_layer(snapshot.gradient, np.minimum)))
