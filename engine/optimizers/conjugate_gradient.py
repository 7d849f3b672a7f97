from __future__ import annotations

from typing import Any, ClassVar, Literal

from torch import Tensor

from engine.optimizers.full_batch import FullBatch, Point, Trial
from engine.optimizers.line_search import strong_wolfe

C2 = 0.1  # a tight search: the next direction is only as good as this one's end


class ConjugateGradient(FullBatch):
    """d ← −g + β·d, p ← p + α·d, α by a line search: a direction that does not undo what the one before it achieved.

    β = max(0, gᵀ(g − g′)/g′ᵀg′), with g′ the gradient before (Polak–Ribière+): β = 0 begins again with plain descent, and so does
    a d that does not lead down. On a parabola in n dimensions with exact searches it arrives in n steps; it keeps two vectors.

    η times the length that would promise the same fall as the step before is tried first (the very first step tries η ÷ ‖g‖ where
    that is shorter).

    Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithm 5.4 with eq. 5.45, first length by eq. 3.60's remark,
    and algorithms 3.5 and 3.6 for α (c₁ = 10⁻⁴, c₂ = 0.1). torch.optim has none; scipy.optimize.minimize(method="CG") asks for
    c₂ = 0.4. The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 250
    title: ClassVar[str] = "Conjugate gradient"
    slots: ClassVar[tuple[str, ...]] = ("direction", "before")
    kept: ClassVar[dict[str, str]] = {"direction": "Direction", "before": "Gradient before"}
    scalars: ClassVar[dict[str, float]] = {"promise": 0.0}  # α·φ′(0) of the step before; 0: none
    searches: ClassVar[bool] = True
    c2: ClassVar[float] = C2
    most: ClassVar[int] = 200_000
    name: Literal["conjugate_gradient"] = "conjugate_gradient"

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        g, before, direction = here.gradient, slots["before"], slots["direction"]
        beta = max(0.0, float(g @ (g - before)) / float(before @ before)) if numbers["promise"] else 0.0
        direction.mul_(beta).sub_(g)
        if not float(g @ direction) < 0:
            direction.copy_(-g)
        slope = float(g @ direction)
        first = numbers["promise"] / slope if numbers["promise"] and slope else min(1.0, 1 / (float(g.norm()) or 1.0))
        taken, trials = strong_wolfe(objective, here, direction, h["lr"] * first, C2)
        before.copy_(g)
        numbers["promise"] = taken.length * slope if taken else 0.0
        return (taken.point if taken else here), trials

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "ConjugateGradient", {"lr": self.lr}
