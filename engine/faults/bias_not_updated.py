from __future__ import annotations

from typing import ClassVar, Literal

from engine.faults.base import Fault, after_backward
from engine.layout import slots_of
from engine.sentences import Sentence


class BiasNotUpdated(Fault):
    """Biases get no gradient, so they stay where they began, at 0: only the weights are in the update.

    Every unit's line goes through the origin for ever. Where data is centred that may hardly be noticed.
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "bias not updated"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = "Gradients of biases are 0 where the slope is not; those of weights are right."
    name: Literal["bias_not_updated"] = "bias_not_updated"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if any(block.bias for slot in slots_of(spec) for block in slot.blocks):
            return None
        return Sentence("No layer has a bias")

    @staticmethod
    def wire(stack: list) -> None:
        for frame in stack:
            after_backward(frame, still)


def still(f) -> None:
    for view in f.views:
        view.gw_bias.zero_()
