from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.schedules.base import Schedule


class Constant(Schedule):
    """factor = 1: the same rate from first step to last, after the warm-up, if any."""

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Constant"
    name: Literal["constant"] = "constant"

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return np.ones(len(steps))
