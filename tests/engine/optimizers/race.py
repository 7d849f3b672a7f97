"""Runs an update rule beside torch.optim on one problem: a noisy, badly scaled quadratic with some silent gradients."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import torch

from engine.layers.base import ParameterBlock, in_a_row
from engine.optimizers.base import Optimizer
from engine.params import shown
from engine.torch_optimizers import find

SIZE = 24  # parameters; their curvatures spread over six decades
LATE = 3  # member r has made LATE·r steps before the race starts: rules must count each member's own


def matrices_of(size: int) -> tuple[ParameterBlock, ...]:
    """Weight matrices of a network with ``size`` parameters: a first and a last one, and between them a wide and a tall one."""
    shapes = [(1, 1), (2, 3), ((size - 15) // 2, 2), (1, 1)] if size >= 24 else [(1, 1), (2, 1), (1, 1)] if size >= 7 else []
    return in_a_row(*(ParameterBlock("weight", *shape) for shape in shapes))


class Problem:
    """g = curvature·(p − target) + noise; every seventh step a third of the parameters gets no gradient at all."""

    def __init__(self, dtype: torch.dtype, seed: int = 0):
        source = torch.Generator().manual_seed(seed)
        self.curvature = torch.logspace(-4, 2, SIZE, dtype=dtype)
        self.target = torch.randn(SIZE, generator=source, dtype=dtype)
        self.source = source

    def gradient(self, p: torch.Tensor, step: int) -> torch.Tensor:
        noise = torch.randn(SIZE, generator=self.source, dtype=p.dtype)
        g = self.curvature * (p - self.target + 0.3 * noise)
        if step % 7 == 0:
            g[::3] = 0
        return g


class Ours:
    """Members' rows under one rule, fed as a cohort feeds them."""

    def __init__(self, entries: list[Optimizer], dtype: torch.dtype):
        self.entries, self.rule, rows = entries, type(entries[0]), len(entries)
        self.kind = {name: getattr(entries[0], name) for name in self.rule.model_fields}
        if self.rule.shaped:
            self.kind["matrices"] = matrices_of(SIZE)
        self.p = torch.zeros(rows, SIZE, dtype=dtype)
        first = [entry.first_slots(SIZE) for entry in entries]
        self.slots = {name: torch.stack([slots[name] for slots in first]).to(dtype) for name in self.rule.slots}
        self.scalars = {name: np.full(rows, value) for name, value in self.rule.scalars.items()}

    def coefficients(self, steps: np.ndarray) -> list[dict[str, torch.Tensor]]:
        """For 1-based ``steps`` (S, rows): one dict of (rows, 1) tensors a step."""
        fields = [name for name, field in self.rule.model_fields.items() if shown(field) and shown(field).varies]
        h = {name: np.tile([float(getattr(e, name)) for e in self.entries], (len(steps), 1)) for name in fields}
        arrays = self.rule.coefficients(h, steps, self.scalars)
        cast = {name: torch.from_numpy(np.ascontiguousarray(v)).to(self.p.dtype) for name, v in arrays.items()}
        return [{name: values[s].unsqueeze(1) for name, values in cast.items()} for s in range(len(steps))]

    @property
    def judged(self) -> torch.Tensor:
        """What a record would be made of."""
        return self.slots[self.rule.judged] if self.rule.judged else self.p

    def step(self, g: torch.Tensor, steps: np.ndarray) -> None:
        c = self.coefficients(steps[None])[0]
        self.rule.update(self.p, g, self.slots, c, self.kind, torch.empty_like(g))


class Theirs:
    """One torch.optim optimizer with its parameter."""

    def __init__(self, entry: Optimizer, dtype: torch.dtype):
        name, settings = entry.in_torch()
        self.p = torch.nn.Parameter(torch.zeros(SIZE, dtype=dtype))
        self.optimizer = find(name)([self.p], **settings)

    def step(self, g: torch.Tensor) -> None:
        self.p.grad = g.clone()
        self.optimizer.step()

    def copy_into(self, ours: Ours, row: int, names: dict[str, str]) -> None:
        """Hand ``ours`` row the parameter and state. names: our slot or scalar → torch's (absent there: zeros)."""
        state = self.optimizer.state[self.p]
        ours.p[row] = self.p.detach()
        for slot, values in ours.slots.items():
            kept = state.get(names[slot])
            if kept is not None:
                values[row] = kept
        for scalar, values in ours.scalars.items():
            values[row] = state[names[scalar]].item() if names[scalar] in state else ours.rule.scalars[scalar]


def step_by_step(entries: list[Optimizer], names: dict[str, str], steps: int = 1000) -> float:
    """Worst relative difference of one float32 step from torch's own state, over ``steps`` steps of each member.

    Relative to the larger of |p| before and after: a difference that rounding p itself would hide is not one.
    """
    dtype, problem, worst = torch.float32, Problem(torch.float32), 0.0
    ours, theirs = Ours(entries, dtype), [Theirs(entry, dtype) for entry in entries]
    for row, other in enumerate(theirs):
        for early in range(LATE * row):
            other.step(problem.gradient(other.p.detach(), early))
    for step in range(1, steps + 1):
        g = torch.stack([problem.gradient(other.p.detach(), step) for other in theirs])
        for row, other in enumerate(theirs):
            other.copy_into(ours, row, names)
        before = ours.p.clone()
        ours.step(g, step + LATE * np.arange(len(entries)))
        for row, other in enumerate(theirs):
            other.step(g[row])
        after = torch.stack([other.p.detach() for other in theirs])
        scale = torch.maximum(before.abs(), after.abs()).clamp_min(1e-30)
        worst = max(worst, ((ours.p - after).abs() / scale).max().item())
    return worst


def free_running(entries: list[Optimizer], steps: int = 1000) -> float:
    """Largest difference after ``steps`` float64 steps from zeros, each side with its own state, relative to max |p|."""
    with double_precision():
        dtype, problem = torch.float64, Problem(torch.float64)
        ours, theirs = Ours(entries, dtype), [Theirs(entry, dtype) for entry in entries]
        for step in range(1, steps + 1):
            noisy = [problem.gradient(torch.zeros(SIZE, dtype=dtype), step) for _ in entries]
            ours.step(
                torch.stack([n + problem.curvature * p for n, p in zip(noisy, ours.p, strict=True)]),
                np.full(len(entries), step),
            )
            for n, other in zip(noisy, theirs, strict=True):
                other.step(n + problem.curvature * other.p.detach())
        after = torch.stack([other.p.detach() for other in theirs])
        assert torch.isfinite(after).all() and (after != 0).all()
        return ((ours.p - after).abs().max() / after.abs().max()).item()


@contextmanager
def double_precision():
    """Some of torch's optimizers keep scalars in the default dtype."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
