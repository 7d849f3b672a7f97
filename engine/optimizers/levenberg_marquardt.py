from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.full_batch import FullBatch, Point, Trial
from engine.params import Shown

MOST_TRIES = 10  # dampings tried in one step; the next step goes on from the last


class LevenbergMarquardt(FullBatch):
    """p ← p − η·(M + λI)⁻¹g, where λ grows until the loss falls and shrinks while the parabola foretells it well.

    Small λ is the Newton step, large λ a short step down the gradient. The gain ρ = (fall of the loss) ÷ (fall foretold) decides:
    ρ > 0: go there and λ ← λ·max(⅓, 1 − (2ρ−1)³), ν ← 2; else stay, λ ← λ·ν, ν ← 2ν and try again, ten times at most. So the loss
    never rises. λ starts at τ times the largest diagonal element of M.

    M is the Gauss–Newton matrix JᵀBJ, as Levenberg and Marquardt have it; with *exact Hessian* it is H, which makes it damped
    Newton: a λ at which M + λI is not positive definite counts as a failed try.

    Source: Madsen, Nielsen and Tingleff, "Methods for non-linear least squares problems" (2004), algorithm 3.16; Levenberg
    (1944), Marquardt (1963). torch.optim has no such method. The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 220
    title: ClassVar[str] = "Levenberg–Marquardt"
    scalars: ClassVar[dict[str, float]] = {"damping": 0.0, "growth": 2.0, "trials": 0.0}  # a damping of 0: not begun
    columns: ClassVar[tuple[str, ...]] = ("damping", "trials")
    name: Literal["levenberg_marquardt"] = "levenberg_marquardt"
    tau: Annotated[
        float,
        Field(gt=0, le=1e6),
        Shown(
            "first damping",
            symbol="τ",
            scale="log",
            varies=True,
            low="Trusts the parabola at once.",
            high="Begins with short steps along the gradient.",
        ),
    ] = 0.001
    exact_hessian: Annotated[bool, Shown("exact Hessian", low="Off: Gauss–Newton's matrix.", high="On: damped Newton.")] = False

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        matrix = objective.hessian(here.w) if h["exact_hessian"] else objective.gauss_newton(here.w)
        eye, numbers["trials"] = torch.eye(len(here.w), dtype=here.w.dtype), 0.0
        if not numbers["damping"]:
            numbers["damping"] = h["tau"] * (float(matrix.diagonal().abs().max()) or 1.0)
        for _ in range(MOST_TRIES):
            numbers["trials"] += 1
            factor, failed = torch.linalg.cholesky_ex(matrix + numbers["damping"] * eye)
            if not failed:
                step = -torch.cholesky_solve(here.gradient.unsqueeze(1), factor).squeeze(1) * h["lr"]
                there = objective.nearest(here.w + step)
                loss, gradient = objective(there)
                foretold = -float(here.gradient @ step + 0.5 * (step @ (matrix @ step)))
                gain = (here.loss - loss) / foretold if foretold > 0 else -1.0
                if math.isfinite(loss) and gain > 0:
                    numbers["damping"] *= max(1 / 3, 1 - (2 * gain - 1) ** 3)
                    numbers["growth"] = 2.0
                    return Point(there, loss, gradient), []
            numbers["damping"] *= numbers["growth"]
            numbers["growth"] *= 2
        numbers["growth"] = 2.0  # ten doublings of the factor in one step are enough: ν = 2¹⁰ would overflow in a few more
        return here, []

    def squares_outputs(self) -> bool:
        return not self.exact_hessian

    def curvature_cost(self, parameters: int, outputs: int) -> int:
        return 2 * parameters if self.exact_hessian else outputs

    def curvature_flops(self, parameters: int, outputs: int, points: int) -> int:
        return 0 if self.exact_hessian else 2 * parameters * parameters * outputs * points  # JᵀBJ

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "LevenbergMarquardt", {"lr": self.lr, "tau": self.tau}
