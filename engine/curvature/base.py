"""What a gauge is: one number about the ground under a run at one epoch, worked out on demand and never while it trains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from engine.curvature.moment import Moment
from engine.registry import Entry


@dataclass(frozen=True)
class Care:
    """How much work a survey may do.

    epochs       how many epochs of the run are looked at
    points       training points at most, drawn once and kept for every epoch
    singles      points whose own gradients are taken
    iterations   Hessian products of a power iteration at most; within: its relative residual that counts as settled
    probes       random directions of a trace estimate
    """

    epochs: int
    points: int
    singles: int
    iterations: int
    within: float
    probes: int


ECONOMY = Care(epochs=13, points=512, singles=256, iterations=40, within=1e-2, probes=12)
FULL = Care(epochs=41, points=5000, singles=2000, iterations=400, within=1e-4, probes=100)
CARES = {"economy": ECONOMY, "full": FULL}


class Gauge(Entry):
    """One gauge. ``tells`` is what a learner reads off it, in one sentence."""

    label: ClassVar[str] = "gauge"
    tells: ClassVar[str] = ""
    unit: ClassVar[str] = ""

    @staticmethod
    def measure(at: Moment, care: Care) -> Iterator[None]:
        """Yields after each slice of work; returns {"value": float, …}: NaN where the gauge has no meaning there."""
        raise NotImplementedError
