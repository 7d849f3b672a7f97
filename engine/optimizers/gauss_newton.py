from __future__ import annotations

from typing import Any, ClassVar, Literal

from torch import Tensor

from engine.optimizers.full_batch import FullBatch, Point, Trial, least_norm
from engine.optimizers.line_search import strong_wolfe
from engine.optimizers.newton import Damping

C2 = 0.9  # a loose search: the direction is worth more than the exact length


class GaussNewton(FullBatch):
    """p ← p + α·d with (JᵀBJ + μI)·d = −g: Newton with the network taken as a straight line in its weights, J = d(outputs)/dp.

    What is left out of Newton's H is the network's own curvature times the residuals, so the matrix has no negative curvature and
    d always leads down; α is found by a line search that tries η first. Near a fit without residuals it is as fast as Newton,
    for one gradient per *output* instead of two per parameter.

    B = d²(loss)/d(outputs)² makes it fit every loss (for squares: B = 2/k). Where the matrix is singular, as it is whenever there
    are fewer points than parameters, the shortest solution is taken (least norm).

    Source: Nocedal and Wright, "Numerical Optimization" (2006), §10.3, with algorithms 3.5 and 3.6 for α (c₁ = 10⁻⁴, c₂ = 0.9);
    with B: Schraudolph (2002). torch.optim has no Gauss–Newton. The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 210
    title: ClassVar[str] = "Gauss–Newton"
    searches: ClassVar[bool] = True
    c2: ClassVar[float] = C2
    name: Literal["gauss_newton"] = "gauss_newton"
    damping: Damping = 0.0

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        step, _ = least_norm(objective.gauss_newton(here.w), here.gradient, h["damping"])
        taken, trials = strong_wolfe(objective, here, step, h["lr"], C2)
        return (taken.point if taken else here), trials

    def squares_outputs(self) -> bool:
        return True

    def curvature_cost(self, parameters: int, outputs: int) -> int:
        return outputs

    def curvature_flops(self, parameters: int, outputs: int, points: int) -> int:
        return 2 * parameters * parameters * outputs * points  # JᵀBJ

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "GaussNewton", {"lr": self.lr, "damping": self.damping}
