from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class ActivationMean(Instrument):
    """Mean of a layer's answers over all units and the whole training split, float64."""

    rank: ClassVar[int] = 24
    title: ClassVar[str] = "activation mean"
    cadence: ClassVar = "frame"
    tells: ClassVar[str] = "Far from 0, the next layer sees a constant push."
    name: Literal["activation_mean"] = "activation_mean"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        return snapshot.activation_spreads[0]
