from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.params import Shown
from engine.schedules.base import Schedule

THRESHOLD = 1e-4  # a loss must be smaller by this share to count as better


class ReduceOnPlateau(Schedule):
    """The rate falls by the factor whenever the test loss has not improved for more than patience epochs.

    As torch.optim.lr_scheduler.ReduceLROnPlateau with its defaults: a loss must be lower than the best by a share of 10⁻⁴ to
    count, no cool-down, no least rate. Only torch's eps is left out (it ignores falls of less than 10⁻⁸). It is given the test
    loss after every epoch and acts from the next epoch on; during a warm-up it watches too.
    """

    rank: ClassVar[int] = 25
    title: ClassVar[str] = "Reduce on plateau"
    watches_loss: ClassVar[bool] = True
    name: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    patience: Annotated[
        int,
        Field(ge=0, le=100_000),
        Shown("patience", unit="epochs", varies=True, low="Falls at the first bump.", high="Waits long on every plateau."),
    ] = 10
    factor: Annotated[
        float, Field(gt=0, lt=1), Shown("factor", varies=True, low="One fall ends all learning.", high="Falls hardly matter.")
    ] = 0.1

    def decay(self, steps: np.ndarray, per_epoch: int, memory: dict[str, float]) -> np.ndarray:
        return np.full(len(steps), memory.get("scale", 1.0))

    def observe(self, epoch: int, test_loss: float, memory: dict[str, float]) -> dict[str, float]:
        best, waited, scale = memory.get("plateau_best", np.inf), memory.get("plateau_waited", 0.0), memory.get("scale", 1.0)
        if test_loss < best * (1 - THRESHOLD):
            best, waited = test_loss, 0.0
        else:
            waited += 1
        if waited > self.patience:
            scale, waited = scale * self.factor, 0.0
        return memory | {"plateau_best": best, "plateau_waited": waited, "scale": scale}

    def in_torch(self, epochs: int, per_epoch: int) -> tuple[str, dict[str, Any], str] | None:
        settings = {"factor": self.factor, "patience": self.patience, "eps": 0}
        return "ReduceLROnPlateau", settings, "loss"

    def factor_in_torch(self, per_epoch: int) -> tuple[Callable[..., float], dict[str, Any]]:
        return Plateau, {"patience": self.patience, "factor": self.factor}


class Plateau:
    """The rate falls by the factor when the test loss has not fallen by 0.01 % for more than ``patience`` epochs."""

    def __init__(self, patience: int, factor: float):
        self.patience, self.factor, self.factor_now = patience, factor, 1.0
        self.best, self.waited = float("inf"), 0

    def observe(self, loss: float) -> None:
        better = loss < self.best * (1 - 1e-4)
        self.best, self.waited = (loss, 0) if better else (self.best, self.waited + 1)
        if self.waited > self.patience:
            self.factor_now, self.waited = self.factor_now * self.factor, 0
