from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class ActivationDeviation(Instrument):
    """Standard deviation of a layer's answers over all units and the whole training split, in float64."""

    rank: ClassVar[int] = 25
    title: ClassVar[str] = "activation spread"
    cadence: ClassVar = "frame"
    tells: ClassVar[str] = "Near 0 the layer says the same to everything."
    name: Literal["activation_std"] = "activation_std"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return snapshot.activation_spreads[1]
