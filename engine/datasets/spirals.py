from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.plane import Plane


class Spirals(Plane):
    """Two arms of 1¾ turns, one a class, from the middle out to radius 5: the hardest of the plane sets.

    Points are evenly spaced along each arm. Noise scatters them by up to ±noise along both axes, so that at the maximum of
    0.5 the arms, 1.4 apart, begin to touch. As in TensorFlow Playground (dataset.ts, classifySpiralData).
    """

    rank: ClassVar[int] = 14
    title: ClassVar[str] = "Spirals"
    name: Literal["spirals"] = "spirals"

    def sample(self) -> Sample:
        n, ones = self.samples, self.samples // 2
        label = (np.arange(n) < ones).astype(int)
        along = np.where(label == 1, np.arange(n) / max(ones, 1), (np.arange(n) - ones) / max(n - ones, 1))
        angle = 1.75 * 2 * np.pi * along + np.where(label == 1, 0.0, np.pi)
        points = 5.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        return Sample(points + self.uniform(n, 2, low=-1.0, high=1.0) * self.noise, label)
