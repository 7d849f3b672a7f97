"""Gradient clipping, by value and by norm: each member by its own limits."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.plan import Plan


class Clipping:
    """Of one company, whose members clip in the same ways: a limit is none for all of them, or for none."""

    def __init__(self, plans: list[Plan]):
        training = plans[0].spec.training
        self.norm = _limits(plans, "clip_norm") if training.clip_norm is not None else None
        self.value = _limits(plans, "clip_value") if training.clip_value is not None else None

    def clip(self, gradient: Tensor) -> None:
        """Each entry into ±its limit, then the row scaled by min(1, limit ÷ (‖g‖ + 1e-6)), in place; (rows, size).

        As torch.nn.utils.clip_grad_value_ and clip_grad_norm_.
        """
        if self.value is not None:
            torch.minimum(torch.maximum(gradient, -self.value, out=gradient), self.value, out=gradient)
        if self.norm is not None:
            # Not a product of the row with itself: beyond some 300 numbers its bits tell the company.
            norm = torch.linalg.vector_norm(gradient, dim=1, keepdim=True)
            gradient.mul_((self.norm / norm.add_(1e-6)).clamp_(max=1.0))


def _limits(plans: list[Plan], name: str) -> Tensor:
    return torch.tensor([[getattr(plan.spec.training, name)] for plan in plans], dtype=torch.float32)
