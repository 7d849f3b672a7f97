from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from engine.datasets.base import Sample
from engine.datasets.plane import Plane
from engine.export.draws import uniform

CENTRES = np.array([[-4.0, 2.5], [0.0, 2.5], [4.0, 2.5], [-4.0, -2.5], [0.0, -2.5], [4.0, -2.5]])
SIGNS, REACH = np.array([1, -1, 1, -1, 1, -1]), 2.0


class RegressionGaussian(Plane):
    """Six round hills and hollows to fit, of height ±1: a point takes the height of whichever reaches it most.

    They stand in two rows of three with alternating signs; height falls in a straight line from ±1 at a centre to 0 at
    distance 2, and is 0 between them. Noise moves a point by up to ±6·noise along both axes before its target is read off;
    the point is drawn where it was. As in TensorFlow Playground (dataset.ts, regressGaussian).
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Hills (regression)"
    task: ClassVar[str] = "regression"
    classes: ClassVar[tuple[str, ...]] = ()
    name: Literal["regression_gaussian"] = "regression_gaussian"

    def sample(self) -> Sample:
        points = self.uniform(self.samples, 2, low=-6.0, high=6.0, draw=0)
        judged = points + self.uniform(self.samples, 2, low=-6.0, high=6.0, draw=1) * self.noise
        away = np.hypot(*(judged[:, None, :] - CENTRES).transpose(2, 0, 1))
        height = SIGNS * np.clip(1 - away / REACH, 0.0, 1.0)
        strongest = np.abs(height).argmax(axis=1)
        return Sample(points, height[np.arange(self.samples), strongest])

    def in_torch(self) -> tuple[Callable[..., tuple[torch.Tensor, torch.Tensor]], dict[str, Any]]:
        return regression_gaussian, {"samples": self.samples, "noise": self.noise, "seed": self.seed}


def regression_gaussian(samples: int, noise: float, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Six round hills and hollows of height ±1; noise moves a point before its target is read off."""
    centres = torch.tensor([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]], dtype=torch.float64)
    signs = torch.tensor([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    points = uniform(seed, 0, samples, 2, low=-6.0, high=6.0)
    judged = points + uniform(seed, 1, samples, 2, low=-6.0, high=6.0) * noise
    away = (judged.unsqueeze(1) - centres).norm(dim=2)
    height = signs * (1 - away / 2).clamp(0, 1)
    strongest = height.abs().argmax(dim=1, keepdim=True)
    return points, height.gather(1, strongest).squeeze(1)
