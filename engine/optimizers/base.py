"""What an optimizer is: an update rule on flat rows of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from engine.params import Shown
from engine.registry import Entry

LearningRate = Annotated[
    float,
    Field(gt=0, le=1e10),
    Shown(
        "learning rate",
        about="How far each step goes. Too low: nothing seems to happen. Too high: the loss bounces, then explodes. "
        "Start at 0.03; change by factors of 3.",
        symbol="η",
        scale="log",
        varies=True,
        live=True,
    ),
]


Epsilon = Annotated[  # never 0: a parameter without gradient (the unused bias row of a layer, for one) would be 0/0
    float,
    Field(ge=1e-30, le=1),
    Shown(
        "ε",
        symbol="ε",
        scale="log",
        varies=True,
        low="Division by almost nothing.",
        high="The gradient's scale counts again.",
    ),
]


class Optimizer(Entry):
    """One step: p ← rule(p, g). Rows are members of a cohort: p, g and every slot are float32 (rows, parameters).

    Rules never read ``self``. Numbers reach them as ``c``: what :meth:`coefficients` returned for this step, cast to
    float32 tensors (rows, 1), so every member has its own rates and its own step count. Choices that change the code
    path (nesterov, centered) are structural fields and arrive in ``kind``; rows of unlike kind are updated apart. For a rule
    that is ``shaped``, ``kind["matrices"]`` holds the network's weight matrices in order (docs/adr/0023).
    """

    label: ClassVar[str] = "optimizer"
    about: ClassVar[str] = (
        "The rule that turns gradients into steps. SGD shows them bare; momentum adds up; Adam scales each weight. "
        "The same rate means different things to each."
    )
    slots: ClassVar[tuple[str, ...]] = ()  # tensors kept from step to step, zeros at first: (rows, parameters)
    kept: ClassVar[dict[str, str]] = {}  # what people call each of them, where it is shown
    scalars: ClassVar[dict[str, float]] = {}  # float64 numbers kept per member, with their first value
    judged: ClassVar[str] = ""  # the slot that stands for the network in records, maps and files, if it is not p itself
    columns: ClassVar[tuple[str, ...]] = ()  # scalars that every record shows, under these names
    full_batch: ClassVar[bool] = False  # needs all training points at once, and asks for more than one gradient a step
    searches: ClassVar[bool] = False  # looks along a line: what it tried stands in key frames
    alone: ClassVar[bool] = False  # trains in a cohort of its own
    shaped: ClassVar[bool] = False  # works on matrices: ``kind["matrices"]`` then tells it where they stand
    lr: LearningRate = 0.03

    def first_slots(self, size: int) -> dict[str, Tensor]:
        """The slots before the first step, float32 (size,): zeros unless an entry says otherwise."""
        return {slot: torch.zeros(size) for slot in self.slots}

    @staticmethod
    def coefficients(h: dict[str, np.ndarray], t: np.ndarray, scalars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Everything that depends on settings and step count alone, float64.

        h: each numeric field, (S, rows); ``h["lr"]`` already has the schedule in it. t: 1-based step count, (S, rows).
        scalars: values before the first of the S steps, (rows,); write the values after the last step into it.
        Returns arrays (S, rows).
        """
        return {"lr": h["lr"]}

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        """Change p and the slots in place. ``tmp`` (rows, parameters) is free to use; ``g`` must stay as it is."""
        raise NotImplementedError

    def curvature_cost(self, parameters: int, outputs: int) -> int:
        """Gradient evaluations of one step beyond the gradient at its start, where that is known beforehand."""
        return 0

    def curvature_flops(self, parameters: int, outputs: int, points: int) -> int:
        """Operations of one step beyond its gradient evaluations, where they count."""
        return 0

    def update_flops(self, matrices: Sequence[Any]) -> int:
        """Operations of one update, where they count: of rules on the network's weight ``matrices``."""
        return 0

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        """The same rule in PyTorch: a class of torch.optim and its settings (read by engine/reference.py)."""
        raise NotImplementedError

    def stable_below(self, lr: float) -> float | None:
        """The curvature λ of a parabola below which this rule's steps shrink at rate ``lr`` (read by engine/curvature);
        None where there is no such line, because the rule scales every parameter for itself."""
        return None

    def follows_size(self) -> bool:
        """Whether steps of it are as long as the gradient is large (read by engine/arena: such a rule needs a rate to suit)."""
        return self.stable_below(self.lr) is not None
