from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from engine.datasets.line import Line
from engine.export.draws import normal, uniform
from engine.params import Shown


class CurveSine(Line):
    """Points about a sine wave, y = sin(π · waves · x) with x even in [−1, 1]: so many whole waves.

    Each bend needs neurons of its own, so more waves show where a small network gives up. Smooth, so tanh fits it with few.
    Noise is the standard deviation of a normal scatter of y: the best possible mean squared error is about noise².
    """

    rank: ClassVar[int] = 23
    title: ClassVar[str] = "Sine curve"
    name: Literal["curve_sine"] = "curve_sine"
    waves: Annotated[
        float,
        Field(gt=0, le=10),
        Shown("waves", varies=True, low="Below 0.5: almost a line.", high="10: more bends than a small network can make."),
    ] = 1.0

    def curve(self, x: np.ndarray) -> np.ndarray:
        return np.sin(np.pi * self.waves * x)

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return curve_sine, {"samples": self.samples, "noise": self.noise, "waves": self.waves, "seed": self.seed}


def curve_sine(samples: int, noise: float, waves: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points about a sine wave over [-1, 1]; noise is the deviation of a normal scatter of y."""
    x = uniform(seed, 0, samples, 1, low=-1.0, high=1.0)
    return x, torch.sin(math.pi * waves * x[:, 0]) + noise * normal(seed, 1, samples)
