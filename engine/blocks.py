"""Rows of a cohort that one optimizer rule updates: a block of many with one gradient a step, or one run that asks for more."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine import hyper
from engine.device import made_on
from engine.objective import Objective
from engine.optimizers.line_search import MOST_TRIALS, Point, Trial
from engine.plan import Plan


class Block:
    """Contiguous rows ``low:high`` of a cohort that one optimizer rule updates."""

    def __init__(self, cohort, low: int, plans: list[Plan]):
        self.low, self.high, self.plans = low, low + len(plans), plans
        self.optimizer, self.device = plans[0].spec.optimizer, cohort.device
        self.kind = hyper.structure(self.optimizer) | ({"matrices": plans[0].weights} if self.optimizer.shaped else {})
        self.params = cohort.params[self.low : self.high]
        self.gradient = cohort.gradient[self.low : self.high]
        self.scratch = torch.empty_like(self.params)
        first = self.optimizer.first_slots(plans[0].size)
        self.slots = {name: torch.zeros(len(plans), *slot.shape, dtype=slot.dtype) for name, slot in first.items()}
        self.slots |= {name: torch.zeros_like(self.params) for name in plans[0].kept_slots if name not in first}
        self.settings = hyper.settings(plans)
        self.scalars: dict[str, np.ndarray] = {}
        self.coefficients: list[dict[str, Tensor]] = []

    def prepare(self, rates: np.ndarray, steps: np.ndarray) -> None:
        """Coefficients of every step to come. rates (steps, rows) float64; steps (steps, rows), 1-based."""
        h = {name: np.repeat(values, len(rates), axis=0) for name, values in self.settings.items()} | {"lr": rates}
        self.scalars_after = {name: values.copy() for name, values in self.scalars.items()}
        columns = {
            name: hyper.per_step(values, self.device)
            for name, values in self.optimizer.coefficients(h, steps, self.scalars_after).items()
        }
        self.coefficients = [dict(zip(columns, step, strict=True)) for step in zip(*columns.values(), strict=True)]

    def update(self, index: int) -> None:
        self.optimizer.update(self.params, self.gradient, self.slots, self.coefficients[index], self.kind, self.scratch)


class FullBatchBlock(Block):
    """One run whose optimizer may ask for loss, gradient and curvature anywhere (``Optimizer.full_batch``).

    The gradient at the end of a step is that at the start of the next, so it is kept (a slot) unless something came between: an
    edited weight, another penalty. ``trials``: what the newest line search looked at, float64 (MOST_TRIALS, 3); ``line``: where
    it began and what it took, φ(0), φ′(0) and α, 0 for none.
    """

    def __init__(self, cohort, low: int, plans: list[Plan]):
        super().__init__(cohort, low, plans)
        (self.plan,) = plans
        self.objective = Objective(self.plan, self.device)
        spec = self.plan.spec.optimizer
        self.h = {name: getattr(spec, name) for name in type(spec).model_fields}

    def prepare(self, rates: np.ndarray, steps: np.ndarray) -> None:
        """One step: an epoch is a batch."""
        self.rate, self.step = float(rates[0, 0]), int(steps[0, 0]) - 1
        self.scalars_after = {name: values.copy() for name, values in self.scalars.items()}
        self.trials, self.line = np.full((MOST_TRIALS, 3), np.nan), np.full(3, np.nan)

    def look(self, l2: float) -> None:
        """Loss and gradient where the run stands, with the penalty in force; the gradient into the cohort's, float32."""
        with made_on(self.device):
            self._look(l2)

    def _look(self, l2: float) -> None:
        numbers, kept = self.scalars_after, self.slots["gradient"]
        self.objective.l2, self.objective.evaluations = l2, 0.0
        w = self.params[0].double()
        if numbers["known"][0] and numbers["penalty"][0] == l2 and self.step not in self.plan.weight_edits:
            self.here = Point(w, float(numbers["loss"][0]), kept[0].clone())
        else:
            self.here = Point(w, *self.objective(w))
        self.gradient.copy_(self.here.gradient)

    def update(self, index: int) -> None:
        """Go on from where :meth:`look` looked."""
        numbers = {name: float(values[0]) for name, values in self.scalars_after.items()}
        slots = {name: slot[0] for name, slot in self.slots.items()}
        with made_on(self.device):
            there, trials = self.optimizer.advance(self.here, self.objective, self.h | {"lr": self.rate}, slots, numbers)
        self.params[0] = there.w
        known = there.gradient is not None
        if known:
            slots["gradient"].copy_(there.gradient)
        numbers["evaluations"] += self.objective.evaluations
        if self.optimizer.searches:
            numbers["trials"] = len(trials)
            numbers["step_length"] = next((one.length for one in trials if one.point is there), 0.0)
        numbers |= {"known": float(known), "penalty": self.objective.l2, "loss": there.loss}
        self.keep(trials, numbers.get("step_length", 0.0))
        for name, value in numbers.items():
            self.scalars_after[name][0] = value

    def keep(self, trials: list[Trial], taken: float) -> None:
        """Lengths, losses and slopes of a line search, in the order they were looked at, and its start."""
        if trials:
            self.line[:] = trials[0].start.loss, trials[0].start.slope, taken
        for place, one in enumerate(trials):
            self.trials[place] = one.length, one.loss, one.slope

    def loss(self) -> float:
        """The mean loss where the newest step began, penalties apart."""
        pulled = self.here.w * self.objective.mask
        return self.here.loss - 0.5 * self.objective.l2 * float(pulled @ pulled)

    def report(self) -> dict[str, np.ndarray]:
        """What records and key frames tell of the optimizer itself, after its newest step: (rows, …) by name."""
        shown = {name: self.scalars[name].copy() for name in self.optimizer.columns}
        shown["gradient_evaluations"] = self.scalars["evaluations"].copy()
        searched = {"line_search": self.trials[None], "line_start": self.line[None]} if self.optimizer.searches else {}
        return shown | searched

    def probe(self) -> dict:
        """What a person who goes step by step is shown of the search: [α, φ(α), φ′(α)] of each length looked at."""
        seen = self.trials[np.isfinite(self.trials[:, 0])]
        return (
            {"line_search": [[float(f"{value:.6g}") for value in one] for one in seen.tolist()]}
            if self.optimizer.searches
            else {}
        )


def block_of(cohort, low: int, plans: list[Plan]) -> Block:
    return (FullBatchBlock if plans[0].spec.optimizer.full_batch else Block)(cohort, low, plans)
