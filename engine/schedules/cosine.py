from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.schedules.base import Schedule


class Cosine(Schedule):
    """factor = ½(1 + cos(π·epoch/horizon)), from 1 down to 0, and 0 beyond. As CosineAnnealingLR without restarts.

    Source: Loshchilov and Hutter, "SGDR" (2017), eq. 5.
    """

    rank: ClassVar[int] = 23
    title: ClassVar[str] = "Cosine"
    name: Literal["cosine"] = "cosine"

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        planned = self.total_steps(per_epoch) // per_epoch
        return 0.5 * (1.0 + np.cos(np.pi * np.minimum(steps // per_epoch, planned) / planned))
