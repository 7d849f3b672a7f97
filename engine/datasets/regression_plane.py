from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import uniform


class RegressionPlane(Plane):
    """A tilted plane to fit: target = (x1 + x2)/10, from −1.2 to 1.2 over [−6, 6]². One neuron without a bend can do it.

    Noise moves a point by up to ±6·noise along both axes before its target is read off; the point is drawn where it was. As
    in TensorFlow Playground (dataset.ts, regressPlane).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Plane (regression)"
    task: ClassVar[str] = "regression"
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["regression_plane"] = "regression_plane"

    def sample(self) -> Sample:
        points = self.uniform(self.samples, 2, low=-6.0, high=6.0, draw=0)
        judged = points + self.uniform(self.samples, 2, low=-6.0, high=6.0, draw=1) * self.noise
        return Sample(points, judged.sum(axis=1) / 10.0)

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return regression_plane, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def regression_plane(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A tilted plane: target = (x1 + x2)/10; noise moves a point before its target is read off."""
    points = uniform(seed, 0, samples, 2, low=-6.0, high=6.0)
    judged = points + uniform(seed, 1, samples, 2, low=-6.0, high=6.0) * noise
    return points, judged.sum(dim=1) / 10
