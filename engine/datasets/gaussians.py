from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.plane import Plane


class Gaussians(Plane):
    """Two round clouds about (2, 2), class 1, and (−2, −2), class 0, which noise widens until they overlap.

    The variance of a cloud along each axis is 0.5 + 7·noise: from 0.5 without noise to 4 at noise 0.5, as in TensorFlow
    Playground (dataset.ts, classifyTwoGaussData).
    """

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "Gaussians"
    name: Literal["gaussians"] = "gaussians"

    def sample(self) -> Sample:
        n, ones = self.samples, self.samples // 2
        label = (np.arange(n) < ones).astype(int)
        centre = np.where(label == 1, 2.0, -2.0)[:, None]
        spread = np.sqrt(0.5 + 7.0 * self.noise)
        return Sample(centre + spread * self.normal(n, 2), label)
