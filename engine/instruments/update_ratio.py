from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.instruments.base import Instrument, Snapshot
from engine.instruments.spread import squares


class UpdateRatio(Instrument):
    """‖Δw‖₂ ÷ ‖w‖₂ for the update of the last full batch; about 10⁻³ is healthy, 0 where no step was made."""

    rank: ClassVar[int] = 15
    title: ClassVar[str] = "update ÷ weight"
    tells: ClassVar[str] = "Far above 10⁻² the steps are too long, far below 10⁻⁴ too short."
    name: Literal["update_ratio"] = "update_ratio"

    @staticmethod
    def measure(snapshot: Snapshot) -> np.ndarray:
        size = np.sqrt(squares(snapshot.update, snapshot.starts))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(size > 0, size / snapshot.weight_norms, np.where(np.isnan(size), size, 0.0))
