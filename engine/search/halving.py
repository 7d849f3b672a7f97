"""Successive halving: many runs begin, and at a few epochs, the rungs, only the best part of them goes on.

Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization" (2016). The rungs lie at the
first epoch asked for and at each `factor` times the one before; at each, one in `factor` goes on, those of the lowest test loss.
A function of results alone: who trains what when changes nothing.
"""

from __future__ import annotations

MOST_FACTOR = 10


def rungs(first: int, factor: int, epochs: int) -> list[int]:
    """The epochs at which runs of `epochs` are judged; none at the very end, where there is nothing left to save."""
    found, rung = [], first
    while rung < epochs:
        found.append(rung)
        rung *= factor
    return found


def survivors(losses: list[float | None], factor: int) -> list[bool]:
    """Which of the runs at a rung go on: of n the n ÷ factor with the lowest loss (at least one), and whoever ties with the last.

    None is a run that diverged on the way: it counts among the n and does not go on.
    """
    known = sorted(loss for loss in losses if loss is not None)
    if not known:
        return [False] * len(losses)
    places = max(1, len(losses) // factor)
    worst = known[min(places, len(known)) - 1]
    return [loss is not None and loss <= worst for loss in losses]


def most_epochs(runs: int, first: int, factor: int, epochs: int) -> int:
    """How many epochs are trained at most where nothing ties: what a search with pruning costs."""
    total, before, left = 0, 0, runs
    for rung in [*rungs(first, factor, epochs), epochs]:
        total += left * (rung - before)
        before, left = rung, max(1, left // factor)
    return total
