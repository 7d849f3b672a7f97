from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule


class InverseTime(Schedule):
    """factor = 1/(1 + k·epoch): fast at first, then ever slower; the sum of all steps stays without bound.

    Torch has no such schedule; as its LambdaLR with this formula, stepped once an epoch. Epochs are counted from the end of
    the warm-up. Source: Robbins and Monro, "A stochastic approximation method" (1951), asks for rates that fall like 1/epoch.
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "Inverse time"
    name: Literal["inverse_time"] = "inverse_time"
    k: Annotated[
        float,
        Field(ge=0, le=100),
        Shown("k", scale="log", varies=True, low="0: constant.", high="Large: the rate is gone at once."),
    ] = 0.05

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return 1.0 / (1.0 + self.k * (steps // per_epoch))

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return inverse_time, {"per_epoch": per_epoch, "k": self.k}


def inverse_time(step: int, per_epoch: int, k: float) -> float:
    """Fast at first, then ever slower: 1/(1 + k·epoch)."""
    return 1 / (1 + k * (step // per_epoch))
