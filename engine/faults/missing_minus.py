from __future__ import annotations

from typing import ClassVar, Literal

from engine.faults.base import Fault, before_backward


class MissingMinus(Fault):
    """The gradient has the wrong sign, so every step climbs: w ← w + η·dL/dw.

    It comes of dropping the minus of d/dy ½(t − y)² = −(t − y), as one of the articles prints it.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "missing minus"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = "Every gradient is the negative of the slope."
    name: Literal["missing_minus"] = "missing_minus"

    @staticmethod
    def wire(stack: list) -> None:
        before_backward(stack[-1], lambda f: f.da.neg_())
