from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule


class Exponential(Schedule):
    """factor = γ^epoch: the rate falls by the same share every epoch.

    As torch.optim.lr_scheduler.ExponentialLR, stepped once an epoch; torch multiplies as it goes, we take the power, which
    differs by rounding alone (10⁻¹⁴). Epochs are counted from the end of the warm-up.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Exponential"
    name: Literal["exponential"] = "exponential"
    gamma: Annotated[
        float,
        Field(gt=0, le=1),
        Shown("γ", symbol="γ", varies=True, low="Small: the rate is gone after a few falls.", high="1: nothing changes."),
    ] = 0.99

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return self.gamma ** (steps // per_epoch)

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        return "ExponentialLR", {"gamma": self.gamma}, "epoch"

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return exponential, {"per_epoch": per_epoch, "gamma": self.gamma}


def exponential(step: int, per_epoch: int, gamma: float) -> float:
    """The rate falls by the same share every epoch."""
    return gamma ** (step // per_epoch)
