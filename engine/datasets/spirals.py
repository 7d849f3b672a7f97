from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import uniform


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

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return spirals, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def spirals(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two arms of 1¾ turns, one a class; noise scatters the points along both axes."""
    place, ones = torch.arange(samples, dtype=torch.float64), samples // 2
    label = (place < ones).long()
    along = torch.where(label == 1, place / max(ones, 1), (place - ones) / max(samples - ones, 1))
    angle = 1.75 * 2 * math.pi * along + math.pi * (1 - label.double())
    points = 5 * along.unsqueeze(1) * torch.stack([angle.sin(), angle.cos()], dim=1)
    return points + uniform(seed, 0, samples, 2, low=-1.0, high=1.0) * noise, label
