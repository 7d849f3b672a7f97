"""All gauges over some epochs of a run: which epochs, and the report."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.curvature import registry
from engine.curvature.base import Care
from engine.curvature.moment import Moment
from engine.plan import Plan
from engine.state import State
from engine.training import Member, train


def epochs_of(last: int, care: Care, also: int | None = None) -> list[int]:
    """About ``care.epochs`` epochs evenly from 0 to ``last``, and ``also``."""
    count = min(care.epochs, last + 1)
    even = {round(number * last / (count - 1)) for number in range(count)} if count > 1 else {0}
    return sorted(even | ({also} if also is not None else set()))


def along(plan: Plan, last: int, care: Care) -> Iterator[dict]:
    """Train from the beginning to epoch ``last`` and yield the rows of :func:`look` on the way, as far as the run gets."""
    state = State.begin(plan)
    for epoch in epochs_of(last, care):
        if epoch > state.epoch:
            state = train([Member(plan, state)], epoch - state.epoch)[0].state
        if state.epoch == epoch:
            work = look(plan, state, care)
            while True:
                try:
                    next(work)
                except StopIteration as done:
                    yield done.value
                    break


def look(plan: Plan, state: State, care: Care) -> Iterator[float]:
    """One epoch's gauges. Yields progress (0–1) after slices of work; returns {"epoch", "rate", "edge", gauge: {"value", …}}."""
    at = Moment(plan, state, care.points)
    entries = {entry.model_fields["name"].default: entry for entry in registry}
    found = {"epoch": state.epoch, "rate": at.rate, "edge": at.edge}
    if not at.sound:
        return found | {name: {"value": math.nan} for name in entries}
    for done, (name, entry) in enumerate(entries.items()):
        work = entry.measure(at, care)
        while True:
            try:
                next(work)
            except StopIteration as end:
                found[name] = end.value
                break
            yield done / len(entries)
    return found


def report(plan: Plan, rows: list[dict], care: Care) -> dict:
    """What a survey found, as JSON but for NaN and ∞: rows by epoch, and under what conditions."""
    points = min(care.points, plan.train_count)
    return {
        "rows": rows,
        "points": points,
        "train_points": plan.train_count,
        "singles": min(care.singles, points),
        "parameters": int(plan.counts.sum()),
        "optimizer": plan.spec.optimizer.name,
    }
