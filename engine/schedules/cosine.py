from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np

from engine.schedules.base import Schedule


class Cosine(Schedule):
    """factor = ½(1 + cos(π·epoch/horizon)), from 1 down to 0: slow, fast, slow.

    As torch.optim.lr_scheduler.CosineAnnealingLR with η_min = 0, stepped once an epoch; but past the horizon ours stays at 0
    where torch's climbs again. The horizon less the warm-up is the length of the fall; no restarts.
    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017), eq. 5.
    """

    rank: ClassVar[int] = 23
    title: ClassVar[str] = "Cosine"
    plans: ClassVar[bool] = True
    name: Literal["cosine"] = "cosine"

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        planned = max(1, self.total_steps(per_epoch) // per_epoch)
        return 0.5 * (1.0 + np.cos(np.pi * np.minimum(steps // per_epoch, planned) / planned))

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        planned = max(1, self.total_steps(per_epoch) // per_epoch)
        return ("CosineAnnealingLR", {"T_max": planned}, "epoch") if epochs <= planned + 1 else None  # torch climbs again

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return cosine, {"per_epoch": per_epoch, "planned": max(1, self.total_steps(per_epoch) // per_epoch)}


def cosine(step: int, per_epoch: int, planned: int) -> float:
    """Half a cosine from 1 down to 0 over the epochs planned."""
    return 0.5 * (1 + math.cos(math.pi * min(step // per_epoch, planned) / planned))
