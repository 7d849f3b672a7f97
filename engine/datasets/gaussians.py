from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.plane import Plane


class Gaussians(Plane):
    """Two round clouds about (2, 2), class 1, and (−2, −2), class 0; noise widens them until they overlap.

    The variance goes from 0.5 (noise 0) to 4 (noise 0.5), as in TensorFlow Playground.
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
