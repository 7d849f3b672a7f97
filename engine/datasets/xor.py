from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import uniform


class Xor(Plane):
    """Four quadrants: class 1 where x1 and x2 have the same sign, class 0 elsewhere. No single line can part them.

    Points are even over [−5, 5]² and then moved outwards by 0.3 along both axes, which leaves a gap. Noise moves a point by
    up to ±5·noise along both axes before its class is read off; the point is drawn where it was. As in TensorFlow
    Playground (dataset.ts, classifyXORData). For the four points of the truth table see xor_table.
    """

    rank: ClassVar[int] = 12
    title: ClassVar[str] = "XOR quadrants"
    name: Literal["xor"] = "xor"

    def sample(self) -> Sample:
        n = self.samples
        points = self.uniform(n, 2, low=-5.0, high=5.0, draw=0)
        points += np.where(points > 0, 0.3, -0.3)
        judged = points + self.uniform(n, 2, low=-5.0, high=5.0, draw=1) * self.noise
        return Sample(points, (judged[:, 0] * judged[:, 1] >= 0).astype(int))

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return xor, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def xor(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Four quadrants: class 1 where both coordinates have one sign; noise moves a point before its class is read off."""
    points = uniform(seed, 0, samples, 2, low=-5.0, high=5.0)
    points = points + torch.where(points > 0, 1.0, -1.0).double() * 0.3  # a gap along the axes
    judged = points + uniform(seed, 1, samples, 2, low=-5.0, high=5.0) * noise
    return points, (judged[:, 0] * judged[:, 1] >= 0).long()
