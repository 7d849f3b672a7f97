from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.faults.base import Fault
from engine.sentences import Sentence


class ZeroInit(Fault):
    """All weights and biases begin at 0. Units of a layer then have the same gradient for ever: they never learn to differ.

    With tanh or ReLU nothing but the output bias moves at all; with sigmoids a layer learns as if it had one unit.
    """

    rank: ClassVar[int] = 110
    title: ClassVar[str] = "everything starts at zero"
    any_optimizer: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "The gradients are right, also where they are 0 or all alike: the mistake is where it starts, not which way it "
        "goes. The gradient norms of the hidden layers show it."
    )
    name: Literal["zero_init"] = "zero_init"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if spec.start is not None:
            return Sentence("This set-up starts from stored weights")
        if spec.network.initializer.name == "zeros":
            return Sentence("The initializer chosen is zeros already")
        return None

    @staticmethod
    def first(flat: Tensor) -> None:
        flat.zero_()
