"""The race: every racer is a row of one flat buffer (replica, 2), as runs of a cohort are; rows of one rule are one block.

Float64 throughout: what is seen shall be the rule's doing, never the rounding's. At each step the surface gives the gradients of
all rows at once, the noise is added (the same draw for every row), and each block is updated by its optimizer's own rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
import torch
from torch import Tensor

from engine import rng
from engine.arena.objective import SurfaceObjective
from engine.arena.setup import MOST_STEPS, Arena
from engine.bounds import BEYOND
from engine.optimizers.base import Optimizer
from engine.optimizers.line_search import Point
from engine.params import shown
from engine.plan import structure

SLICE = 0.05  # seconds between two reports of progress
STILL = 5  # steps in the same place after which a second-order racer is not asked any more


@dataclass
class Path:
    """Where one racer was after each step, (steps + 1, 2), the gradient it saw there, and what its rule kept."""

    racer: Optimizer
    places: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    slots: dict[str, np.ndarray] = field(default_factory=dict)
    evaluations: np.ndarray | None = None  # gradients asked for until each step
    diverged: int | None = None  # the first step whose place or loss is beyond all bounds


class Rows:
    """Racers under one first-order rule: rows ``members`` of the arena, and their slots."""

    def __init__(self, arena: Arena, members: list[int]):
        self.members, racers = members, [arena.racers[member] for member in members]
        self.rule, self.kind = type(racers[0]), structure(racers[0])
        first = [racer.first_slots(2) for racer in racers]
        self.slots = {name: torch.stack([one[name] for one in first]).double() for name in self.rule.slots}
        steps = np.tile(np.arange(1, arena.steps + 1)[:, None], (1, len(racers)))
        names = [name for name, field in self.rule.model_fields.items() if shown(field) and shown(field).varies]
        settings = {name: np.array([float(getattr(racer, name)) for racer in racers]) for name in names}
        h = {name: np.tile(values, (arena.steps, 1)) for name, values in settings.items()}
        scalars = {name: np.full(len(racers), value) for name, value in self.rule.scalars.items()}
        worked = {
            name: torch.from_numpy(np.ascontiguousarray(values, np.float64)).unsqueeze(2)
            for name, values in self.rule.coefficients(h, steps, scalars).items()
        }
        self.coefficients = [
            dict(zip(worked, step, strict=True)) for step in zip(*(values.unbind(0) for values in worked.values()), strict=True)
        ]

    def step(self, number: int, places: Tensor, gradients: Tensor) -> None:
        """Step ``number`` (from 0) of all members; ``places`` (replica, 2) are changed."""
        p, g = places[self.members], gradients[self.members]
        self.rule.update(p, g, self.slots, self.coefficients[number], self.kind, torch.empty_like(p))
        places[self.members] = p


class Asker:
    """One racer whose rule asks the surface itself: second order."""

    def __init__(self, arena: Arena, member: int):
        self.members, self.racer = [member], arena.racers[member]
        self.objective = SurfaceObjective(arena.surface)
        self.h = {name: getattr(self.racer, name) for name in type(self.racer).model_fields}
        self.slots = self.racer.first_slots(2)
        self.numbers = dict(self.racer.scalars)
        self.here = Point(torch.tensor(arena.start, dtype=torch.float64), float("nan"), None)
        self.still = 0
        self.asked = [0]

    def step(self, number: int, places: Tensor, gradients: Tensor) -> None:
        place = places[self.members[0]]
        if self.here.gradient is None:
            self.here = Point(place.clone(), *self.objective(place))
        if self.still < STILL and self.here.gradient.any() and bool(torch.isfinite(self.here.gradient).all()):
            there, _ = self.racer.advance(self.here, self.objective, self.h, self.slots, self.numbers)
            self.still = self.still + 1 if torch.equal(there.w, self.here.w) else 0
            self.here = there
            place.copy_(there.w)
        self.asked.append(self.objective.evaluations)


def race(arena: Arena) -> Iterator[float]:
    """Run it, yielding the progress (0–1) now and then; returns the paths, in the racers' order."""
    count, surface = len(arena.racers), arena.surface
    blocks = _blocks(arena)
    places = torch.tensor([arena.start], dtype=torch.float64).repeat(count, 1)
    gradients = torch.empty_like(places)
    noise = arena.noise * torch.randn(MOST_STEPS, 2, generator=rng.generator(arena.seed, "noise"), dtype=torch.float64)
    noisy = torch.tensor([[float(not racer.full_batch)] for racer in arena.racers], dtype=torch.float64)
    kept = {name: np.empty((arena.steps + 1, count, 2)) for name in ("places", "gradients")}
    losses = np.empty((arena.steps + 1, count))
    slots = [_drawable(block) for block in blocks]
    memory = [{name: np.zeros((arena.steps + 1, *slot.shape)) for name, slot in ones.items()} for ones in slots]
    looked = monotonic()
    for step in range(arena.steps + 1):
        shown_at = _judged(places, blocks, step)
        gradients[:, 0], gradients[:, 1] = surface.gradient(places[:, 0], places[:, 1])
        if step < arena.steps:
            gradients += noisy * noise[step]
        kept["places"][step], kept["gradients"][step] = shown_at, gradients
        losses[step] = surface.value(shown_at[:, 0], shown_at[:, 1])
        for ones, remembered in zip(slots, memory, strict=True):
            for name, slot in ones.items():
                remembered[name][step] = slot
        if step < arena.steps:
            for block in blocks:
                block.step(step, places, gradients)
        if monotonic() - looked > SLICE:
            looked = monotonic()
            yield (step + 1) / (arena.steps + 1)
    return [_path(arena, place, blocks, memory, kept, losses) for place in range(count)]


def _blocks(arena: Arena) -> list[Rows | Asker]:
    groups: dict[str, list[int]] = {}
    for place, racer in enumerate(arena.racers):
        groups.setdefault(f"{place}" if racer.full_batch else repr(sorted(structure(racer).items())), []).append(place)
    return [
        Asker(arena, members[0]) if arena.racers[members[0]].full_batch else Rows(arena, members) for members in groups.values()
    ]


def _drawable(block: Rows | Asker) -> dict[str, Tensor]:
    """What a block keeps that is a vector on the surface: (members, 2) by name. The tensors are changed in place."""
    if isinstance(block, Rows):
        return block.slots
    return {name: slot.unsqueeze(0) for name, slot in block.slots.items() if slot.shape == (2,) and name != "gradient"}


def _judged(places: Tensor, blocks: list[Rows | Asker], step: int) -> Tensor:
    """What stands for each racer: where it is, or the mean its rule is judged by."""
    judged = places.clone()
    for block in blocks:
        if isinstance(block, Rows) and block.rule.judged and step:
            judged[block.members] = block.slots[block.rule.judged]
    return judged


def _path(arena: Arena, place: int, blocks: list, memory: list[dict], kept: dict, losses: np.ndarray) -> Path:
    block, remembered = next(pair for pair in zip(blocks, memory, strict=True) if place in pair[0].members)
    row = block.members.index(place)
    path = Path(arena.racers[place], kept["places"][:, place], losses[:, place], kept["gradients"][:, place])
    path.slots = {name: values[:, row] for name, values in remembered.items()}
    path.evaluations = np.array(block.asked) if isinstance(block, Asker) else np.arange(arena.steps + 1)
    with np.errstate(invalid="ignore"):
        astray = ~np.isfinite(path.losses) | ~(np.abs(path.places).max(axis=1) <= BEYOND)
    path.diverged = int(astray.argmax()) if astray.any() else None
    return path
