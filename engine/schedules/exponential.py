from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule


class Exponential(Schedule):
    """factor = γ^epoch. As torch.optim.lr_scheduler.ExponentialLR.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Exponential"
    name: Literal["exponential"] = "exponential"
    gamma: Annotated[float, Field(gt=0, le=1), Shown("γ", symbol="γ", varies=True, low="Small: the rate is gone after a few falls.", high="1: nothing changes.")] = 0.99

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return self.gamma ** (steps // per_epoch)
