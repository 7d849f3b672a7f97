from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class GradientNorm(Instrument):
    """‖g‖₂ of a layer's gradient on the epoch's last full batch, penalties included, before any clipping."""

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "gradient size"
    tells: ClassVar[str] = "How strongly the layer is being pushed; faint early layers mean a vanishing gradient."
    name: Literal["grad_norm"] = "grad_norm"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return np.sqrt(snapshot.gradient_sums[1])
