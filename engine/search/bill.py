"""What a search costs, counted before any of it is made: runs, the sizes of their networks, and about how long it takes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.cost import NS_PER_FLOP, STEP_OVERHEAD_NS, estimate

WIDE = 128  # runs of one kind that share a step's overhead
MEMBER_NS = 2_000  # what a member adds to a step besides its arithmetic: one slow core, an order of magnitude


@dataclass(frozen=True)
class Bill:
    runs: int
    parameters: tuple[int, int]  # of the smallest and the largest network
    epochs: int  # of all runs together
    seconds: float  # of one trainer


def bill_of(points: Iterable) -> Bill:
    """Count over all points (specs.Point). Those of equal shape cost the same and train side by side, up to WIDE of them."""
    known: dict = {}
    costs = []
    for point in points:
        if point.shape not in known:
            known[point.shape] = estimate(point.spec)
        costs.append((point.spec, known[point.shape]))
    alike = Counter((cost.parameters, cost.steps_per_epoch) for _, cost in costs)
    nanoseconds = 0.0
    for spec, cost in costs:
        lone = spec.optimizer.alone or any(layer.alone for layer in spec.network.layers)
        company = 1 if lone else min(WIDE, alike[cost.parameters, cost.steps_per_epoch])
        nanoseconds += cost.steps * (STEP_OVERHEAD_NS / company + (0 if lone else MEMBER_NS)) + cost.flops * NS_PER_FLOP
    sizes = [cost.parameters for _, cost in costs]
    epochs = sum(spec.training.epochs for spec, _ in costs)
    return Bill(len(costs), (min(sizes, default=0), max(sizes, default=0)), epochs, math.ceil(nanoseconds / 1e7) / 100)
