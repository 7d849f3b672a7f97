from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import normal


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

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return gaussians, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def gaussians(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two round clouds about (2, 2), class 1, and (-2, -2), class 0."""
    label = (torch.arange(samples) < samples // 2).long()
    centre = (4.0 * label - 2).unsqueeze(1)
    return centre + math.sqrt(0.5 + 7 * noise) * normal(seed, 0, samples, 2), label
