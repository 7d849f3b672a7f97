from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from engine import rng
from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.params import Shown

SLOPE, OFFSET = 0.8, 0.2


class NoisyLine(Dataset):
    """Points about the line y = 0.8·x + 0.2 with x in [−1, 1]: linear regression, where every step can be checked by hand.

    Noise is the standard deviation of the scatter, so the best possible mean squared error is noise².
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "Noisy line"
    task: ClassVar[str] = "regression"
    columns: ClassVar[tuple[str, ...]] = ("x",)
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["noisy_line"] = "noisy_line"
    samples: Annotated[int, Field(ge=10, le=5000), Shown("samples", varies=True, low="Little to learn from.", high="Slower epochs.")] = 100
    noise: Annotated[float, Field(ge=0, le=2), Shown("noise", varies=True, low="Clean data.", high="Hardly anything is left to learn.")] = 0.1
    test_share: TestShare = 0.5
    seed: Seed = 0
    standardize: Standardize = False

    def sample(self) -> Sample:
        x = torch.rand(self.samples, 1, generator=rng.generator(self.seed, "data", 0), dtype=torch.float64).numpy() * 2 - 1
        scatter = torch.randn(self.samples, generator=rng.generator(self.seed, "data", 1), dtype=torch.float64).numpy()
        return Sample(x, SLOPE * x[:, 0] + OFFSET + self.noise * scatter)
