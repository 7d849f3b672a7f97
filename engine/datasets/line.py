"""Data sets over one input: a curve in x with a normal scatter about it."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
import torch
from pydantic import Field

from engine import rng
from engine.datasets.base import Dataset, Sample, Seed, Standardize, TestShare
from engine.params import Shown


class Line(Dataset):
    """Base of the curves (no ``name``, so not an entry itself): x even in [−1, 1], y = curve(x) + noise · N(0, 1)."""

    task: ClassVar[str] = "regression"
    columns: ClassVar[tuple[str, ...]] = ("x",)
    classes: ClassVar[tuple[str, ...]] = ()
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

    def curve(self, x: np.ndarray) -> np.ndarray:
        """y of each x, (n,) → (n,), without noise."""
        raise NotImplementedError

    def sample(self) -> Sample:
        x = torch.rand(self.samples, 1, generator=rng.generator(self.seed, "data", 0), dtype=torch.float64).numpy() * 2 - 1
        scatter = torch.randn(self.samples, generator=rng.generator(self.seed, "data", 1), dtype=torch.float64).numpy()
        return Sample(x, self.curve(x[:, 0]) + self.noise * scatter)
