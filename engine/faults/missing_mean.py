from __future__ import annotations

from typing import ClassVar, Literal

from engine.faults.base import Fault, before_backward
from engine.sentences import Sentence


class MissingMean(Fault):
    """The sum over the batch is taken for the mean: gradients are N times too large, N the points of a batch.

    The direction is right. What is called a rate of 0.1 is one of 0.1·N, and changes when the batch size does.
    """

    rank: ClassVar[int] = 32
    title: ClassVar[str] = "missing 1/N"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = "Every gradient is the slope times the number of points in the batch."
    name: Literal["missing_mean"] = "missing_mean"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if spec.loss.summed:
            return Sentence("This loss is a sum, which has no 1/N to miss")
        return Sentence("A batch of one point has no 1/N to miss") if spec.training.batch_size == 1 else None

    @staticmethod
    def wire(stack: list) -> None:
        before_backward(stack[-1], lambda f: f.da.mul_(f.da.shape[2]))
