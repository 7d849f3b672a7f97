"""What a schedule is: the factor by which the base learning rate is multiplied at each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.registry import Entry


class Schedule(Entry):
    """Learning rate at step s = base rate · factor(s). All arithmetic is float64 and cast once a step.

    ``horizon`` is the length in epochs that a schedule plans for. It is frozen when a run is made (null means
    "training.epochs as it was then"), so giving a run more epochs never rewrites its past.
    """

    label: ClassVar[str] = "schedule"
    about: ClassVar[str] = (
        "How the learning rate changes while training. Constant: steps stay as long as they are. "
        "Falling: bold first, careful later; falling too early stops the learning."
    )
    plans: ClassVar[bool] = False  # True: its shape depends on the horizon
    watches_loss: ClassVar[bool] = False  # True: `observe` is called with the test loss after every epoch
    warmup: Annotated[
        int,
        Field(ge=0, le=10_000),
        Shown(
            "warm-up",
            unit="epochs",
            varies=True,
            low="0: the full rate from the first step.",
            high="Long: hardly moves at first.",
        ),
    ] = 0
    horizon: Annotated[
        int | None,
        Field(ge=1, le=1_000_000),
        Shown("horizon", unit="epochs", varies=True, low="Short: the rate is gone early.", high="Long: it hardly falls."),
    ] = None

    def factors(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        """Factor for each global step (0-based int64, shape (S,)); ``per_epoch`` steps make an epoch. float64 (S,)."""
        warm = self.warmup * per_epoch
        rise = np.minimum(1.0, (steps + 1) / warm) if warm else 1.0
        return rise * self.decay(np.maximum(steps - warm, 0), per_epoch, memory)

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        """The schedule's own shape, counted from the end of the warm-up."""
        raise NotImplementedError

    def observe(self, epoch: int, test_loss: float, memory: dict[str, float]) -> dict[str, float]:
        """New memory after an epoch, for schedules that watch the loss. ``memory`` starts empty and is checkpointed."""
        return memory

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        """The same schedule in PyTorch over so many epochs, without warm-up: a class of torch.optim.lr_scheduler, its settings,
        and after what it steps: "step", "epoch", or "loss" (an epoch, given the test loss). None where torch has none."""
        return None

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        """:meth:`decay` as a plain function of the step after the warm-up, and its other arguments, for exported scripts. One
        that watches the loss gives a class instead, with ``factor_now`` and ``observe(loss)``."""
        raise NotImplementedError

    def total_steps(self, per_epoch: int) -> int:
        """Steps of decay planned: horizon less warm-up."""
        return max(1, ((self.horizon or 1) - self.warmup) * per_epoch)
