"""Numbers that a step needs, for every member and step of one epoch: rates with schedule and edits, float64 until the end."""

from __future__ import annotations

from math import prod

import numpy as np
import torch

from engine.params import shown
from engine.plan import Plan, structure

PENALTIES = ("l1", "l2", "decay")


def steps_of(plan: Plan, epoch: int) -> np.ndarray:
    """Global 0-based steps of an epoch (1-based)."""
    return np.arange((epoch - 1) * plan.steps_per_epoch, epoch * plan.steps_per_epoch)


def switched_on(plan: Plan, epoch: int) -> tuple[bool, ...]:
    """Which penalties act in an epoch: a function of recipe and epoch alone, so company cannot change a bit."""
    if not plan.spec.edits:
        return tuple(getattr(plan.spec.regularization, name) > 0 for name in PENALTIES)
    return tuple(bool((plan.live(f"regularization.{name}", steps_of(plan, epoch)) > 0).any()) for name in PENALTIES)


def block_key(plan: Plan) -> str:
    """Members whose optimizer rule takes the same code path stand in one block of rows."""
    return repr(sorted(structure(plan.spec.optimizer).items()))


class Rates:
    """The learning rates of a company: base (with edits) times factor. What no epoch changes is worked out once."""

    def __init__(self, plans: list[Plan]):
        self.plans, self.keys = plans, [plan.schedule_key for plan in plans]
        self.alike, self.edited = len(set(self.keys)) == 1, any(plan.edited for plan in plans)
        self.base = np.array([plan.rate for plan in plans])
        # Members of a cohort share faults and batch.
        self.stretched = prod(fault.rate(plans[0].batch) for fault in plans[0].faults)

    def at(self, epochs: list[int], memories: list[dict[str, float]]) -> np.ndarray:
        """float64 (steps, members) of the members' epochs (1-based)."""
        factors = self._factors(epochs, memories)
        if self.stretched != 1:
            factors = factors * self.stretched
        if self.edited:
            each = [plan.live("optimizer.lr", steps_of(plan, epoch)) for plan, epoch in zip(self.plans, epochs, strict=True)]
            return factors * np.stack(each, axis=1)
        return factors * self.base

    def _factors(self, epochs: list[int], memories: list[dict[str, float]]) -> np.ndarray:
        """(steps, members), or (steps, 1) where the members agree: most cohorts have one schedule and are as far."""
        if self.alike and epochs.count(epochs[0]) == len(epochs) and not any(memories):
            return self._of(0, epochs, memories)[:, None]
        same = [(key, epoch, *memory.items()) for key, epoch, memory in zip(self.keys, epochs, memories, strict=True)]
        places = {key: place for place, key in enumerate(same)}
        known = {key: self._of(place, epochs, memories) for key, place in places.items()}
        return known[same[0]][:, None] if len(known) == 1 else np.stack([known[key] for key in same], axis=1)

    def _of(self, place: int, epochs: list[int], memories: list[dict[str, float]]) -> np.ndarray:
        plan = self.plans[place]
        return plan.spec.schedule.factors(steps_of(plan, epochs[place]), plan.steps_per_epoch, memories[place])


def settings(plans: list[Plan]) -> dict[str, np.ndarray]:
    """The optimizers' own numeric per-replica fields but the rate, float64 (1, members)."""
    fields = type(plans[0].spec.optimizer).model_fields
    names = [name for name, field in fields.items() if shown(field) and shown(field).varies and name != "lr"]
    return {name: np.array([[float(getattr(plan.spec.optimizer, name)) for plan in plans]]) for name in names}


def per_step(values: np.ndarray, device: torch.device) -> list[torch.Tensor]:
    """float64 (steps, rows) → one float32 (rows, 1) tensor a step; a single shared one where nothing changes."""
    cast = torch.from_numpy(np.ascontiguousarray(values)).to(device, torch.float32).unsqueeze(2)
    if len(values) > 1 and (values[1:] == values[:1]).all():
        return [cast[0]] * len(values)
    return list(cast.unbind(0))


def loss_settings(plans: list[Plan]) -> dict[str, torch.Tensor]:
    """The loss's numeric fields as (rows, 1, 1) float32."""
    loss = plans[0].spec.loss
    names = [name for name, field in type(loss).model_fields.items() if shown(field)]
    return {name: torch.tensor([float(getattr(plan.spec.loss, name)) for plan in plans]).view(-1, 1, 1) for name in names}
