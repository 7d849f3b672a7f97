from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.faults.base import Fault


class NoZeroGrad(Fault):
    """Gradients are added to those of all steps before: what a loop without `optimizer.zero_grad()` does.

    Step t uses g₁ + g₂ + … + g_t, so old directions never leave: like momentum without friction. It overshoots and swings.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "gradients never set to zero"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = "Asked twice for the same batch, the program answers the gradient once and then twice the gradient."
    slots: ClassVar[tuple[str, ...]] = ("fault.accumulated",)
    name: Literal["no_zero_grad"] = "no_zero_grad"

    @staticmethod
    def step(gradient: Tensor, slots: dict[str, Tensor]) -> None:
        slots["fault.accumulated"].add_(gradient)
        gradient.copy_(slots["fault.accumulated"])
