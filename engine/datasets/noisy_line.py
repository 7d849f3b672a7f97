from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.line import Line
from engine.export.draws import normal, uniform

SLOPE, OFFSET = 0.8, 0.2


class NoisyLine(Line):
    """Points about the line y = 0.8·x + 0.2 with x even in [−1, 1]: linear regression, where every step can be checked by hand.

    Noise is the standard deviation of a normal scatter of y, so that the best possible mean squared error is about noise².
    With mean squared error the curvature along the bias is 2, so that plain descent diverges from a rate of about 1 on.
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "Noisy line"
    name: Literal["noisy_line"] = "noisy_line"

    def curve(self, x: np.ndarray) -> np.ndarray:
        return SLOPE * x + OFFSET

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return noisy_line, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def noisy_line(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points about the line y = 0.8·x + 0.2; noise is the deviation of a normal scatter of y."""
    x = uniform(seed, 0, samples, 1, low=-1.0, high=1.0)
    return x, 0.8 * x[:, 0] + 0.2 + noise * normal(seed, 1, samples)
