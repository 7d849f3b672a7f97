"""How far rounding alone may carry a run: its twins, whose first weights differ in the last digit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from time import monotonic

import numpy as np
import torch

from engine.export.draft import Stored
from engine.plan import Plan
from engine.state import State
from engine.training import Member, train

TWINS = 4
NUDGE = 2.0**-22  # relative: two units in the last place of a float32
# Forty recipes drawn at random, 10 and 400 epochs long, ended within 0.3 of what these allow; most to the last digit or two.
FACTOR, FLOOR, LONG = 8.0, 4e-6, 10_000  # LONG: the steps after which FLOOR has doubled, as roundings add up
SLICE = 0.05  # seconds of work between two yields, where an epoch is not longer


def measure(plan: Plan, epochs: int, reason: str = "finished") -> Iterator[float]:
    """Train the run and its twins together over ``epochs``, yielding the share that is done; returns a :class:`Stored`.

    The tolerance is FACTOR times the largest distance between the run's last loss and a twin's, and FLOOR of the loss: two
    programs that add up in another order differ by roundings at every step, the twins by one at the start.
    """
    freed = plan.spec.training.model_copy(update={"epochs": epochs, "patience": None, "stop_below": None})
    plan = Plan(plan.spec.model_copy(update={"training": freed}), plan.resolve, plan.data)
    states = [State.begin(plan) for _ in range(TWINS + 1)]
    signs = torch.Generator().manual_seed(plan.spec.seed)
    for state in states[1:]:
        state.params *= 1 + NUDGE * torch.randint(0, 2, (plan.size,), generator=signs).mul_(2).sub_(1)
    losses, alive, share, alone = [math.nan] * len(states), list(range(len(states))), 1, True
    while alive:
        start = monotonic()
        for group in [[place] for place in alive] if alone else [alive]:
            outcomes = train([Member(plan, states[place]) for place in group], share)
            for place, outcome in zip(group, outcomes, strict=True):
                states[place] = outcome.state
                losses[place] = float(outcome.columns["train_loss"][-1]) if outcome.rows else losses[place]
            if alone:
                yield min(state.epoch for state in states) / max(epochs, 1)
        took = monotonic() - start
        share, alone = (max(1, share // 2), took > SLICE * 4) if took > SLICE else (share * 2, False)
        alive = [place for place in alive if states[place].stopped is None]
        yield min(state.epoch for state in states) / max(epochs, 1)
    away = tolerance(losses, states[0].step)
    return Stored(states[0].epoch, losses[0], away, states[0].stopped if states[0].stopped == "diverged" else reason)


def tolerance(losses: list[float], steps: int) -> float:
    """From the last losses of a run and its twins; infinite where a twin's is no number."""
    away = max(abs(loss - losses[0]) for loss in losses[1:])
    floor = FLOOR * max(1.0, abs(losses[0])) * (1 + steps / LONG)
    return FACTOR * away + floor if np.isfinite(losses).all() else math.inf


def measured(plan: Plan, epochs: int, reason: str = "finished", watch: Callable[[float], None] = lambda share: None) -> Stored:
    """:func:`measure` in one go."""
    steps = measure(plan, epochs, reason)
    while True:
        try:
            watch(next(steps))
        except StopIteration as done:
            return done.value
