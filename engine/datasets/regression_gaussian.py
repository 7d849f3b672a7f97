from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.plane import Plane


class RegressionGaussian(Plane):
    """Six round hills and hollows of height ±1; a point takes the height of the strongest. Noise scatters the target.

    Centres and reach are TensorFlow Playground's: height falls linearly from 1 at a centre to 0 at distance 2.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Hills (regression)"
    task: ClassVar[str] = "regression"
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["regression_gaussian"] = "regression_gaussian"

    def sample(self) -> Sample:
        points = self.uniform(self.samples, 2, low=-5.0, high=5.0, draw=0)
        centres = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]])
        sign = np.array([1, -1, 1, -1, 1, -1])
        away = np.hypot(*(points[:, None, :] - centres).transpose(2, 0, 1))
        height = sign * np.clip(1 - away / 2.0, 0.0, 1.0)
        strongest = np.abs(height).argmax(axis=1)
        return Sample(points, height[np.arange(self.samples), strongest] + self.noise * self.normal(self.samples, draw=1))
