from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule


class Step(Schedule):
    """factor = γ^⌊epoch/every⌋: the rate falls by γ every so many epochs.

    As torch.optim.lr_scheduler.StepLR, stepped once an epoch. Epochs are counted from the end of the warm-up.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Step"
    name: Literal["step"] = "step"
    every: Annotated[
        int, Field(ge=1, le=100_000), Shown("every", unit="epochs", varies=True, low="Falls often.", high="Falls late.")
    ] = 30
    gamma: Annotated[
        float,
        Field(gt=0, le=1),
        Shown("γ", symbol="γ", varies=True, low="Small: the rate is gone after a few falls.", high="1: nothing changes."),
    ] = 0.1

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return self.gamma ** (steps // per_epoch // self.every)

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        return "StepLR", {"step_size": self.every, "gamma": self.gamma}, "epoch"

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return falling, {"per_epoch": per_epoch, "every": self.every, "gamma": self.gamma}


def falling(step: int, per_epoch: int, every: int, gamma: float) -> float:
    """The rate falls by gamma every so many epochs."""
    return gamma ** (step // per_epoch // every)
