from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule

START, FINAL = 25.0, 1e4  # torch's div_factor and final_div_factor


class OneCycle(Schedule):
    """The rate rises from 1/25 of itself to the whole, then falls to 4·10⁻⁶ of it; both by half a cosine, step by step.

    As torch.optim.lr_scheduler.OneCycleLR, stepped after every batch, with the base rate as max_lr and its defaults
    (anneal_strategy="cos", two phases, div_factor 25, final_div_factor 10⁴), but momentum is not cycled. Past the horizon ours
    stays at the end, where torch refuses to go on.
    Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates" (2018).
    """

    rank: ClassVar[int] = 24
    title: ClassVar[str] = "One cycle"
    name: Literal["one_cycle"] = "one_cycle"
    rise: Annotated[
        float,
        Field(gt=0, lt=1),
        Shown("share of steps rising", varies=True, low="Full rate almost at once.", high="Little time to settle."),
    ] = 0.3

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        total = self.total_steps(per_epoch)
        top, end = self.rise * total - 1, total - 1
        low, least = 1.0 / START, 1.0 / START / FINAL
        place = np.minimum(steps, end)
        up = np.clip(place / max(top, 1e-12), 0, 1)
        down = np.clip((place - top) / max(end - top, 1e-12), 0, 1)
        climbing = 1.0 + (low - 1.0) / 2.0 * (np.cos(np.pi * up) + 1)
        falling = least + (1.0 - least) / 2.0 * (np.cos(np.pi * down) + 1)
        return np.where(place <= top, climbing, falling)
