"""Functions to minimize that are not the engine's: what a rule asks of an objective, answered in float64 without rounding."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.optimizers.full_batch import FullBatch
from engine.optimizers.line_search import Point


class Function:
    """f of a torch function of one vector: gradient and Hessian by autograd; Gauss–Newton from residuals r with f = ½·rᵀr."""

    def __init__(self, f, residuals=None):
        self.f, self.residuals, self.evaluations = f, residuals, 0

    def nearest(self, w: Tensor) -> Tensor:
        return w

    def __call__(self, w: Tensor) -> tuple[float, Tensor]:
        self.evaluations += 1
        w = w.detach().clone().requires_grad_(True)
        loss = self.f(w)
        (gradient,) = torch.autograd.grad(loss, w)
        return float(loss.detach()), gradient

    def hessian(self, w: Tensor) -> Tensor:
        return torch.func.hessian(self.f)(w)

    def gauss_newton(self, w: Tensor) -> Tensor:
        jacobian = torch.func.jacrev(self.residuals)(w)
        return jacobian.T @ jacobian

    def numpy(self, x: np.ndarray) -> tuple[float, np.ndarray]:
        """The same for SciPy: (f, ∇f)."""
        loss, gradient = self(torch.from_numpy(x))
        return loss, gradient.numpy()


def rosenbrock(dimensions: int) -> Function:
    def residuals(w):
        return torch.cat([10 * (w[1:] - w[:-1] ** 2), 1 - w[:-1]]) * 2**0.5

    return Function(lambda w: 0.5 * residuals(w).square().sum(), residuals)


def start(dimensions: int) -> np.ndarray:
    """The classic start, −1.2, 1, −1.2, 1 …"""
    return np.where(np.arange(dimensions) % 2 == 0, -1.2, 1.0)


def quadratic(size: int = 8, seed: int = 3) -> tuple[Function, Tensor, Tensor]:
    """(½wᵀAw − bᵀw, A, b) with A positive definite."""
    source = torch.Generator().manual_seed(seed)
    root = torch.randn(size, size, generator=source, dtype=torch.float64)
    a, b = root @ root.T + torch.eye(size, dtype=torch.float64), torch.randn(size, generator=source, dtype=torch.float64)
    return Function(lambda w: 0.5 * w @ a @ w - b @ w), a, b


def walk(entry: FullBatch, function: Function, first, steps: int, enough: float = 1e-8) -> list[Point]:
    """The points a rule goes through, the first one included, until ‖g‖∞ ≤ ``enough``."""
    w = torch.as_tensor(first, dtype=torch.float64)
    points, h = [Point(w, *function(w))], {name: getattr(entry, name) for name in type(entry).model_fields}
    slots, numbers = entry.first_slots(len(w)), dict(entry.scalars)
    for _ in range(steps):
        if points[-1].gradient.abs().max() <= enough:
            break
        there, _ = entry.advance(points[-1], function, h, slots, numbers)
        points.append(there if there.gradient is not None else Point(there.w, *function(there.w)))
    return points
