"""What second-order optimizers have in common: they see the whole training split at every point they ask for, and train alone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import torch
from pydantic import Field
from torch import Tensor

from engine.optimizers.base import Optimizer
from engine.optimizers.line_search import Point, Trial
from engine.params import Shown

StepShare = Annotated[
    float,
    Field(gt=0, le=1e10),
    Shown(
        "learning rate",
        about="How much of the step that the curvature proposes is tried. 1: all of it, as in the books. Less: slower and safer.",
        symbol="η",
        scale="log",
        varies=True,
        live=True,
    ),
]


KEPT = {"known": 0.0, "loss": 0.0, "penalty": 0.0, "evaluations": 0.0}  # the newest gradient: is it known, of what; all asked


class FullBatch(Optimizer):
    """One step: where to go from here, having asked for loss, gradient or curvature anywhere.

    :meth:`advance` is handed the :class:`~engine.objective.Objective`, float64 tensors (parameters,) and this run's own numbers;
    it may read and write its slots and scalars and returns the next point. It holds no state of its own, so a checkpoint goes on
    bit for bit. Such a run is a cohort of one: how long its step takes depends on what it finds.
    """

    full_batch: ClassVar[bool] = True
    alone: ClassVar[bool] = True
    c2: ClassVar[float] = 0.0  # where it searches along lines: the share of the slope at the start that is flat enough
    most: ClassVar[int] = 1_000  # parameters
    lr: StepShare = 1.0

    @staticmethod
    def advance(
        here: Point, objective: Any, h: dict[str, float], slots: dict[str, Tensor], numbers: dict[str, float]
    ) -> tuple[Point, list[Trial]]:
        """The next point (its gradient None where it is not known) and the lengths looked at.

        h: every field that people set, ``lr`` with its schedule. Slots are written in place; ``numbers`` are the scalars.
        """
        raise NotImplementedError

    def squares_outputs(self) -> bool:
        """Whether it asks for the Gauss–Newton matrix, which only a network with outputs has."""
        return False

    def first_slots(self, size: int) -> dict[str, Tensor]:
        return {slot: torch.zeros(size, dtype=torch.float64) for slot in self.slots}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Every one keeps the gradient it ended with, and counts."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.slots = ("gradient", *cls.slots)
        searched = {"step_length": 0.0, "trials": 0.0} if cls.searches else {}
        cls.scalars = KEPT | searched | cls.scalars
        cls.columns = (*searched, *cls.columns)


FLAT = 1e-8  # of the largest curvature: below that a difference quotient cannot tell a curvature from none


def least_norm(matrix: Tensor, gradient: Tensor, damping: float) -> tuple[Tensor, int]:
    """(p, number of negative curvatures): the shortest of all p that solve (M + μI)·p = −g as well as can be.

    Where M + μI is singular (two weights that do the same, a dead unit, a bias that is not there) the equation has no one
    solution; directions of no curvature get no step instead of an endless one. NaN where M is not finite.
    """
    if not torch.isfinite(matrix).all():
        return torch.full_like(gradient, torch.nan), 0
    values, vectors = torch.linalg.eigh(matrix)
    least = FLAT * values.abs().max()
    damped = values + damping
    flat = damped.abs() <= least
    along = vectors.T @ gradient
    step = -(vectors @ torch.where(flat, 0.0, along / torch.where(flat, 1.0, damped)))
    return step, int((values < -least).sum())
