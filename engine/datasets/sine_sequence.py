from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from engine.datasets.base import Sample, Seed, TestShare
from engine.datasets.sequence import Sequence
from engine.export.draws import normal, uniform
from engine.params import Shown

SHORTEST, LONGEST = 8.0, 25.0  # steps a period


class SineSequence(Sequence):
    """Predict the next value of a noisy sine wave of unknown period and phase: sin(2πt/P + φ) + noise, one value a step.

    Each sequence has its own period P, drawn evenly between 8 and 25 steps, and its own phase φ, even in [0, 2π). The network
    sees the values at t = 1 … ``length`` and is asked for the one at t = length + 1, noise and all, so that the best possible
    mean squared error is about noise². Two clean values of a wave of known period would be enough; with noise and an unknown
    period a network has to weigh many of them.
    """

    rank: ClassVar[int] = 62
    title: ClassVar[str] = "Sine waves"
    task: ClassVar[str] = "regression"
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["sine_sequence"] = "sine_sequence"
    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown("samples", unit="points", varies=True, low="Too few: little to learn from.", high="Many: slower epochs."),
    ] = 500
    length: Annotated[
        int,
        Field(ge=2, le=50),
        Shown("length", unit="steps", low="2: too short to tell the period.", high="50: slower, and hardly more is known."),
    ] = 25
    noise: Annotated[
        float,
        Field(ge=0, le=1),
        Shown("noise", varies=True, low="0: clean waves.", high="1: the wave is lost in the scatter."),
    ] = 0.1
    test_share: TestShare = 0.5
    seed: Seed = 0

    def steps(self) -> int:
        return self.length

    def sample(self) -> Sample:
        period = SHORTEST + (LONGEST - SHORTEST) * self.uniform(self.samples, 1, draw=0)
        phase = 2 * np.pi * self.uniform(self.samples, 1, draw=1)
        t = np.arange(1, self.length + 2)
        values = np.sin(2 * np.pi * t / period + phase) + self.noise * self.normal(self.samples, self.length + 1, draw=2)
        return Sample(values[:, :-1], values[:, -1])

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return sine_sequence, {"samples": self.samples, "length": self.length, "noise": self.noise, "seed": self.seed}


def sine_sequence(samples: int, length: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Noisy sine waves of unknown period and phase; the target is the next value."""
    period = uniform(seed, 0, samples, 1, low=8.0, high=25.0)
    phase = 2 * math.pi * uniform(seed, 1, samples, 1)
    t = torch.arange(1, length + 2, dtype=torch.float64)
    values = torch.sin(2 * math.pi * t / period + phase) + noise * normal(seed, 2, samples, length + 1)
    return values[:, :-1], values[:, -1]
