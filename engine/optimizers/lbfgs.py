from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.bfgs import C2, LEAST
from engine.optimizers.full_batch import FullBatch, Point, Trial
from engine.optimizers.line_search import strong_wolfe
from engine.params import Shown


class LBFGS(FullBatch):
    """BFGS without its matrix: the newest m pairs s = Δp, y = Δg stand for it, and −B·g is read off them in two loops.

    Back through the pairs: aᵢ = rᵢ·sᵢᵀq, q ← q − aᵢ·yᵢ with q = g at first; then d = γ·q with γ = sᵀy/yᵀy of the newest pair;
    then forward: d ← d + (aᵢ − rᵢ·yᵢᵀd)·sᵢ. 2m numbers a parameter instead of n: it is BFGS for networks of any size.

    η is the length tried first (the very first step tries η ÷ ‖g‖ where that is shorter).

    Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithms 7.4 and 7.5, with algorithms 3.5 and 3.6 for α (c₁ =
    10⁻⁴, c₂ = 0.9). torch.optim.LBFGS(line_search_fn="strong_wolfe") is the same method with another safeguard in its line search
    and keeps 100 pairs. The full batch is needed; weight decay is the spec's L2.
    """

    rank: ClassVar[int] = 240
    title: ClassVar[str] = "L-BFGS"
    slots: ClassVar[tuple[str, ...]] = ("s", "y")
    kept: ClassVar[dict[str, str]] = {"s": "Steps before, s", "y": "Changes of the gradient, y"}
    scalars: ClassVar[dict[str, float]] = {"pairs": 0.0}
    searches: ClassVar[bool] = True
    c2: ClassVar[float] = C2
    most: ClassVar[int] = 10_000
    name: Literal["lbfgs"] = "lbfgs"
    history: Annotated[
        int,
        Field(ge=1, le=30),
        Shown(
            "history", symbol="m", unit="pairs", low="1: barely more than the gradient.", high="Many: near BFGS, and its cost."
        ),
    ] = 10

    def first_slots(self, size: int) -> dict[str, Tensor]:
        pairs = {slot: torch.zeros(self.history, size, dtype=torch.float64) for slot in ("s", "y")}  # the newest pair last
        return super().first_slots(size) | pairs

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        pairs = int(numbers["pairs"])
        kept = slice(len(slots["s"]) - pairs, None)
        direction = -two_loops(here.gradient, slots["s"][kept], slots["y"][kept])
        first = 1.0 if pairs else min(1.0, 1 / (float(here.gradient.norm()) or 1.0))
        taken, trials = strong_wolfe(objective, here, direction, h["lr"] * first, C2)
        if taken is None:
            numbers["pairs"] = 0.0  # what it learned leads nowhere: begin again
            return here, trials
        s, y = taken.point.w - here.w, taken.point.gradient - here.gradient
        if float(s @ y) > LEAST * float(s.norm() * y.norm()):
            for slot, newest in ((slots["s"], s), (slots["y"], y)):
                slot.copy_(torch.cat([slot[1:], newest.unsqueeze(0)]))
            numbers["pairs"] = float(min(pairs + 1, len(slots["s"])))
        return taken.point, trials

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "LimitedBFGS", {"lr": self.lr, "history": self.history}


def two_loops(gradient: Tensor, s: Tensor, y: Tensor) -> Tensor:
    """B·g from pairs (m, parameters), the newest last; g itself where there are none."""
    q, shares = gradient.clone(), []
    bends = (s * y).sum(dim=1)
    for i in reversed(range(len(s))):
        shares.append(float(s[i] @ q) / float(bends[i]))
        q -= shares[-1] * y[i]
    if len(s):
        q *= float(bends[-1]) / float(y[-1] @ y[-1])
    for i in range(len(s)):
        q += (shares.pop() - float(y[i] @ q) / float(bends[i])) * s[i]
    return q
