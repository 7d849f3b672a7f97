from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

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
    plans: ClassVar[bool] = True
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

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        total = self.total_steps(per_epoch)
        settings = {"max_lr": None, "total_steps": total, "pct_start": self.rise, "cycle_momentum": False}
        return ("OneCycleLR", settings, "step") if epochs * per_epoch < total else None  # torch refuses to go on

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return one_cycle, {"total": self.total_steps(per_epoch), "rise": self.rise}


def one_cycle(step: int, total: int, rise: float) -> float:
    """Up from 1/25 to 1, then down to 1/250,000, both by half a cosine."""
    top, end = rise * total - 1, total - 1
    place = min(step, end)
    if place <= top:
        low, high, share = 1 / 25, 1, place / max(top, 1e-12)
    else:
        low, high, share = 1 / 25 / 1e4, 1, 1 - (place - top) / max(end - top, 1e-12)
    return low + (high - low) * 0.5 * (1 - math.cos(math.pi * min(max(share, 0), 1)))
