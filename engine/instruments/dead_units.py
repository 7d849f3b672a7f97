from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot


class DeadUnits(Instrument):
    """Share (0–1) of a layer's units that answer exactly 0 to every training point, for activations that are flat there."""

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "dead units"
    cadence: ClassVar = "frame"
    tells: ClassVar[str] = "A dead unit receives no gradient and cannot come back by itself."
    name: Literal["dead_units"] = "dead_units"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        shares = [
            (a == 0).all(axis=2).mean(axis=1) if slot.activation.dead_at_zero else np.zeros(len(a))
            for slot, a in zip(snapshot.plan.trained, snapshot.activations, strict=True)
        ]
        return np.stack(shares, axis=1)
