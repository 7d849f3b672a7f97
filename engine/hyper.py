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


def rates(plans: list[Plan], epochs: list[int], memories: list[dict[str, float]]) -> np.ndarray:
    """Learning rate of each step of each member's epoch, float64 (steps, members): base (with edits) times the factor."""
    same = [(plan.schedule_key, epoch, *memory.items()) for plan, epoch, memory in zip(plans, epochs, memories, strict=True)]
    known: dict[tuple, np.ndarray] = {}
    for place in {key: place for place, key in enumerate(same)}.values():
        plan = plans[place]
        known[same[place]] = plan.spec.schedule.factors(steps_of(plan, epochs[place]), plan.steps_per_epoch, memories[place])
    # Most cohorts have one schedule and no edits: one multiplication then stands for a hundred.
    stretched = prod(fault.rate(plans[0].batch) for fault in plans[0].faults)  # members of a cohort share faults and batch
    factors = known[same[0]][:, None] if len(known) == 1 else np.stack([known[key] for key in same], axis=1)
    if stretched != 1:
        factors = factors * stretched
    if any(plan.edited for plan in plans):
        return factors * np.stack(
            [plan.live("optimizer.lr", steps_of(plan, epoch)) for plan, epoch in zip(plans, epochs, strict=True)], axis=1
        )
    return factors * np.array([plan.rate for plan in plans])


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
