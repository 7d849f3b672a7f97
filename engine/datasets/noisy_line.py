from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field

from engine import rng
from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.params import Shown

SLOPE, OFFSET = 0.8, 0.2


class NoisyLine(Dataset):
    """Points about the line y = 0.8·x + 0.2 with x even in [−1, 1]: linear regression, where every step can be checked by hand.

    Noise is the standard deviation of a normal scatter of y, so that the best possible mean squared error is about noise².
    With mean squared error the curvature along the bias is 2, so that plain descent diverges from a rate of about 1 on.
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "Noisy line"
    task: ClassVar[str] = "regression"
    columns: ClassVar[tuple[str, ...]] = ("x",)
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["noisy_line"] = "noisy_line"
    samples: Annotated[
        int,
        Field(ge=10, le=5000),
        Shown("samples", unit="points", varies=True, low="Too few: little to learn from.", high="Many: slower epochs."),
    ] = 100
    noise: Annotated[
        float,
        Field(ge=0, le=2),
        Shown("noise", varies=True, low="0: every point on the line.", high="2: the line is lost in the scatter."),
    ] = 0.1
    test_share: TestShare = 0.5
    seed: Seed = 0
    standardize: Standardize = False

    def sample(self) -> Sample:
        x = torch.rand(self.samples, 1, generator=rng.generator(self.seed, "data", 0), dtype=torch.float64).numpy() * 2 - 1
        scatter = torch.randn(self.samples, generator=rng.generator(self.seed, "data", 1), dtype=torch.float64).numpy()
        return Sample(x, SLOPE * x[:, 0] + OFFSET + self.noise * scatter)
