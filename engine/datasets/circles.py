from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import uniform


class Circles(Plane):
    """A disc of class 1 (r < 2.5) inside a ring of class 0 (3.5 < r < 5), half of the points each.

    Noise moves a point by up to ±5·noise along both axes before its class is read off, so that some points stand on the
    wrong side; the point itself is drawn where it was. Generator and noise are TensorFlow Playground's (dataset.ts,
    classifyCircleData), but for its noise slider, which goes from 0 to 50 where ours goes from 0 to 0.5.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Circles"
    name: Literal["circles"] = "circles"

    def sample(self) -> Sample:
        n, inner = self.samples, self.samples // 2
        radius = self.uniform(n, draw=0)
        radius = np.where(np.arange(n) < inner, 2.5 * radius, 3.5 + 1.5 * radius)
        angle = self.uniform(n, high=2 * np.pi, draw=1)
        points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        judged = points + self.uniform(n, 2, low=-5.0, high=5.0, draw=2) * self.noise
        return Sample(points, (np.hypot(judged[:, 0], judged[:, 1]) < 2.5).astype(int))

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return circles, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def circles(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A disc of class 1 inside a ring of class 0; noise moves a point before its class is read off."""
    inner = torch.arange(samples) < samples // 2
    radius = uniform(seed, 0, samples)
    radius = torch.where(inner, 2.5 * radius, 3.5 + 1.5 * radius)
    angle = uniform(seed, 1, samples, high=2 * math.pi)
    points = torch.stack([radius * angle.sin(), radius * angle.cos()], dim=1)
    judged = points + uniform(seed, 2, samples, 2, low=-5.0, high=5.0) * noise
    return points, (judged.norm(dim=1) < 2.5).long()
