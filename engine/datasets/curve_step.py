from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from engine.datasets.line import Line
from engine.export.draws import normal, uniform
from engine.params import Shown


class CurveStep(Line):
    """Points about stairs that rise from −1 to 1 with x even in [−1, 1]: level pieces of equal width and sudden jumps.

    With n jumps the curve is −1 + 2·⌊(x + 1)/2 · (n + 1)⌋/n. A smooth network can only lean against a jump: it needs large
    weights there, and overshoots. Noise is the standard deviation of a normal scatter of y.
    """

    rank: ClassVar[int] = 24
    title: ClassVar[str] = "Step curve"
    name: Literal["curve_step"] = "curve_step"
    jumps: Annotated[
        int,
        Field(ge=1, le=10),
        Shown("jumps", varies=True, low="1: a single cliff in the middle.", high="10: stairs that look like a ramp from afar."),
    ] = 1

    def curve(self, x: np.ndarray) -> np.ndarray:
        level = np.minimum(np.floor((x + 1) / 2 * (self.jumps + 1)), self.jumps)  # x = 1 belongs to the last piece
        return -1 + 2 * level / self.jumps

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return curve_step, {"samples": self.samples, "noise": self.noise, "jumps": self.jumps, "seed": self.seed}


def curve_step(samples: int, noise: float, jumps: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points about stairs from -1 to 1; noise is the deviation of a normal scatter of y."""
    x = uniform(seed, 0, samples, 1, low=-1.0, high=1.0)
    level = torch.floor((x[:, 0] + 1) / 2 * (jumps + 1)).clamp(max=jumps)
    return x, -1 + 2 * level / jumps + noise * normal(seed, 1, samples)
