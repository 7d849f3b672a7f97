"""A surface as second-order optimizers ask for one: what `engine/objective.py` is to a network, of two numbers and exact."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.objective import NEAR
from engine.surfaces.base import Surface


class SurfaceObjective:
    """Loss, gradient and Hessian anywhere, float64; ``evaluations`` counts gradients, as `engine.objective.Objective` does."""

    def __init__(self, surface: Surface):
        self.surface, self.evaluations = surface, 0

    def nearest(self, w: Tensor) -> Tensor:
        """The closest place at which a racer can stand: any, places here are float64."""
        return w

    def __call__(self, w: Tensor) -> tuple[float, Tensor]:
        self.evaluations += 1
        return float(self.surface.value(w[0], w[1])), torch.stack(self.surface.gradient(w[0], w[1]))

    def hessian(self, w: Tensor) -> Tensor:
        """Column j = (∇f(w + h·eⱼ) − ∇f(w − h·eⱼ)) ÷ 2h, made symmetric."""
        self.evaluations += 4
        steps = torch.diag(NEAR * w.abs().clamp_min(1.0))
        up, down = w + steps, w - steps
        apart = (up - down).diagonal().unsqueeze(1)
        slopes = [torch.stack(self.surface.gradient(at[:, 0], at[:, 1]), dim=1) for at in (up, down)]
        columns = (slopes[0] - slopes[1]) / apart
        return (columns + columns.T) * 0.5
