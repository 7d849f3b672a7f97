"""Runs an activation beside its counterpart in torch, value and gradient, from −30 to 30, through 0 and hard beside it."""

from __future__ import annotations

import torch

from engine.activations import registry
from engine.activations.base import Activation

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}

# Roundings of 1 that are allowed besides, where a formula's small answers are what is left of numbers near 1: 1 + erf far
# to the left, 1 − a² and a·(1 − a) where a is nearly 1, silu's slope where it passes through 0. Torch's have the same.
FLOOR = {("gelu", "a"): 4, ("gelu", "slope"): 4, ("tanh", "slope"): 4, ("sigmoid", "slope"): 4, ("silu", "slope"): 4}


def points(dtype: torch.dtype) -> torch.Tensor:
    """(1, 3, n): an even grid, a random scatter and the neighbourhood of 0, as a layer of three units would hold them."""
    scatter = torch.randn(2001, generator=torch.Generator().manual_seed(0), dtype=dtype) * 3
    near = torch.logspace(-30, 0, 1000, dtype=dtype)
    near = torch.cat([-near, torch.zeros(1, dtype=dtype), near])
    return torch.stack([torch.linspace(-30, 30, 2001, dtype=dtype), scatter, near]).unsqueeze(0)


def errors(entry: type[Activation], function, dtype: torch.dtype) -> tuple[float, float]:
    """Largest error of value and of gradient, in units of what is allowed (so at most 1 passes).

    ``function``, evaluated in float64 at the very same points, is the truth, and autograd its gradient. Allowed are the
    dtype's tolerance of the true number plus FLOOR roundings of 1.
    """
    z = points(dtype)
    pull = torch.randn(z.shape, generator=torch.Generator().manual_seed(1), dtype=dtype)
    truth = z.double().clone().requires_grad_()
    value = function(truth)
    (slope,) = torch.autograd.grad(value, truth, pull.double())
    a = entry.forward(z, torch.empty_like(z))
    dz = entry.backward(pull.clone(), z, a, torch.empty_like(z))
    name = entry.model_fields["name"].default
    return tuple(_error(*pair, dtype, FLOOR.get((name, what), 0)) for what, *pair in (("a", a, value), ("slope", dz, slope)))


def _error(ours: torch.Tensor, truth: torch.Tensor, dtype: torch.dtype, floor: int) -> float:
    allowed = TOLERANCE[dtype] * truth.detach().abs() + floor * torch.finfo(dtype).eps
    away = (ours.double() - truth.detach()).abs()
    return float(torch.where(away == 0, 0.0, away / allowed).max())


def holds(name: str, function) -> bool:
    """Whether value and gradient of an activation are the function's, in float32 and in float64."""
    return all(max(errors(registry[name], function, dtype)) <= 1 for dtype in TOLERANCE)


def at(name: str, *z: float) -> list[float]:
    """f(z) in float64."""
    points = torch.tensor(z, dtype=torch.float64)
    return registry[name].forward(points, torch.empty_like(points)).tolist()


def slope_at(name: str, *z: float) -> list[float]:
    """f′(z) in float64."""
    points = torch.tensor(z, dtype=torch.float64)
    a = registry[name].forward(points, torch.empty_like(points))
    return registry[name].backward(torch.ones_like(points), points, a, torch.empty_like(points)).tolist()
