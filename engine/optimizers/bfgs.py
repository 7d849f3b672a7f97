from __future__ import annotations

from typing import Any, ClassVar, Literal

import torch
from torch import Tensor

from engine.optimizers.full_batch import FullBatch, Point, Trial
from engine.optimizers.line_search import strong_wolfe

C2 = 0.9  # a loose search: the direction is worth more than the exact length
LEAST = 1e-10  # of ‖s‖‖y‖: below that sᵀy says nothing about curvature


class BFGS(FullBatch):
    """p ← p − α·Bg, α by a line search; B, a guess at the inverse Hessian, learns from how the gradient changed.

    With s = Δp, y = Δg and r = 1/(yᵀs): B ← (I − r·s·yᵀ)·B·(I − r·y·sᵀ) + r·s·sᵀ, so that B·y = s, as the inverse Hessian of a
    parabola would. B starts as the identity times yᵀs/yᵀy of the first step. No second derivative is ever computed: two or three
    gradients a step, and n² numbers to keep.

    η is the length tried first (times 1; the very first step tries η ÷ ‖g‖ where that is shorter).

    Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithm 6.1, eq. 6.17 and 6.20, with algorithms 3.5 and 3.6 for
    α (c₁ = 10⁻⁴, c₂ = 0.9). torch.optim has only L-BFGS; scipy.optimize.minimize(method="BFGS") starts from the identity itself.
    The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 230
    title: ClassVar[str] = "BFGS"
    slots: ClassVar[tuple[str, ...]] = ("inverse",)
    kept: ClassVar[dict[str, str]] = {"inverse": "Inverse of the curvature"}
    scalars: ClassVar[dict[str, float]] = {"updates": 0.0}
    searches: ClassVar[bool] = True
    c2: ClassVar[float] = C2
    most: ClassVar[int] = 500  # the matrix is stored with every checkpoint: 2 MB
    name: Literal["bfgs"] = "bfgs"

    def first_slots(self, size: int) -> dict[str, Tensor]:
        return super().first_slots(size) | {"inverse": torch.eye(size, dtype=torch.float64)}

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        inverse = slots["inverse"]
        direction = -(inverse @ here.gradient)
        first = 1.0 if numbers["updates"] else min(1.0, 1 / (float(here.gradient.norm()) or 1.0))
        taken, trials = strong_wolfe(objective, here, direction, h["lr"] * first, C2)
        if taken is None:
            inverse.copy_(torch.eye(len(here.w), dtype=inverse.dtype))  # what it learned leads nowhere: begin again
            numbers["updates"] = 0.0
            return here, trials
        s, y = taken.point.w - here.w, taken.point.gradient - here.gradient
        bend = float(s @ y)
        if bend > LEAST * float(s.norm() * y.norm()):
            if not numbers["updates"]:
                inverse.mul_(bend / float(y @ y))
            by, r = inverse @ y, 1 / bend
            # the formula above, multiplied out: two products of vectors instead of two of matrices
            inverse.add_(torch.outer(s, s), alpha=r + r * r * float(y @ by))
            inverse.sub_(torch.outer(by, s).add_(torch.outer(s, by)), alpha=r)
            numbers["updates"] += 1
        return taken.point, trials

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "BFGS", {"lr": self.lr}
