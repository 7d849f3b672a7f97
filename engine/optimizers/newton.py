from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from torch import Tensor

from engine.optimizers.full_batch import FullBatch, Point, Trial, least_norm
from engine.params import Shown

Damping = Annotated[
    float,
    Field(ge=0, le=1e6),
    Shown(
        "damping",
        symbol="μ",
        scale="log",
        varies=True,
        low="0: the bare method.",
        high="Large: short steps along the gradient.",
    ),
]


class Newton(FullBatch):
    """p ← p − η·(H + μI)⁻¹g: to where the parabola that fits the loss here has its lowest, or highest, point.

    On a loss that is a parabola one step arrives. Elsewhere it doubles the right digits with every step once it is near, and far
    off it may go anywhere: where H has negative eigenvalues (``negative_curvatures`` counts them) it heads for a saddle or a
    summit. Nothing holds it back here, as in the textbook's first version; damping that adapts is Levenberg–Marquardt.

    Each step takes 2n gradients for the n × n Hessian and n³ operations to solve for p, so it wins on small networks and loses on
    large ones: on 250 points a step took 1.3 ms with 25 parameters and 510 ms with 925, a gradient 0.13 ms and 0.61 ms. At 25 a
    Newton step has to do the work of 10 steps of descent; at 925, of 800. Where H is singular the shortest solution is taken
    (least norm), so flat directions get no step.

    Source: Nocedal and Wright, "Numerical Optimization" (2006), eq. 2.15; H by central differences of our gradients in float64.
    torch.optim has no Newton. The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 200
    title: ClassVar[str] = "Newton"
    scalars: ClassVar[dict[str, float]] = {"negative_curvatures": 0.0}
    columns: ClassVar[tuple[str, ...]] = ("negative_curvatures",)
    name: Literal["newton"] = "newton"
    damping: Damping = 0.0

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        step, negative = least_norm(objective.hessian(here.w), here.gradient, h["damping"])
        numbers["negative_curvatures"] = float(negative)
        return Point(objective.nearest(here.w + h["lr"] * step), float("nan"), None), []

    def curvature_cost(self, parameters: int, outputs: int) -> int:
        return 2 * parameters

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Newton", {"lr": self.lr, "damping": self.damping}
