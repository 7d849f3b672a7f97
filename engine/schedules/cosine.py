from __future__ import annotations

from typing import ClassVar, Literal

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
    name: Literal["cosine"] = "cosine"

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        planned = max(1, self.total_steps(per_epoch) // per_epoch)
        return 0.5 * (1.0 + np.cos(np.pi * np.minimum(steps // per_epoch, planned) / planned))
