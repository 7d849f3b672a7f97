from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import normal, uniform


class Moons(Plane):
    """Two half-circles of radius 3 that reach into each other: a bend is needed, but not a closed line.

    Class 0 is the upper, class 1 the lower half-circle. Noise is the standard deviation of a normal scatter, in units of the
    radius. The shape is scikit-learn's make_moons, moved to the middle of the plane and enlarged by 3; angles are drawn at
    random, where scikit-learn spaces them evenly. TensorFlow Playground has no such set.
    """

    rank: ClassVar[int] = 13
    title: ClassVar[str] = "Moons"
    name: Literal["moons"] = "moons"

    def sample(self) -> Sample:
        n, ones = self.samples, self.samples // 2
        label = (np.arange(n) < ones).astype(int)
        angle = self.uniform(n, high=np.pi, draw=0)
        x = np.where(label == 1, 1.0 - np.cos(angle), np.cos(angle)) - 0.5
        y = np.where(label == 1, 0.5 - np.sin(angle), np.sin(angle)) - 0.25
        return Sample(3.0 * (np.stack([x, y], axis=1) + self.noise * self.normal(n, 2, draw=1)), label)

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return moons, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def moons(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two half-circles that reach into each other; noise is a normal scatter."""
    label = (torch.arange(samples) < samples // 2).long()
    angle = uniform(seed, 0, samples, high=math.pi)
    x = torch.where(label == 1, 1 - angle.cos(), angle.cos()) - 0.5
    y = torch.where(label == 1, 0.5 - angle.sin(), angle.sin()) - 0.25
    return 3 * (torch.stack([x, y], dim=1) + noise * normal(seed, 1, samples, 2)), label
