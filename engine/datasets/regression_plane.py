from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from engine.datasets.base import Sample
from engine.datasets.plane import Plane


class RegressionPlane(Plane):
    """A tilted plane: y = (x1 + x2)/10, between −1 and 1 or so on [−5, 5]². Noise is a normal scatter of the target.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Plane (regression)"
    task: ClassVar[str] = "regression"
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["regression_plane"] = "regression_plane"

    def sample(self) -> Sample:
        points = self.uniform(self.samples, 2, low=-5.0, high=5.0, draw=0)
        return Sample(points, points.sum(axis=1) / 10.0 + self.noise * self.normal(self.samples, draw=1))
