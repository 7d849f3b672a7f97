from __future__ import annotations

from typing import ClassVar, Literal

from engine.faults.base import Fault
from engine.sentences import Sentence


class RateTimesBatch(Fault):
    """The learning rate is multiplied by the batch size: steps are N times as long as they say.

    It comes of averaging a gradient that was averaged already, and undoing that in the wrong place. The rate recorded is the
    one used.
    """

    rank: ClassVar[int] = 100
    title: ClassVar[str] = "learning rate times batch size"
    seen: ClassVar[str] = (
        "The gradient is right; how far to go along it is the optimizer's affair. The rate that is recorded and the "
        "size of the updates show it."
    )
    name: Literal["rate_times_batch"] = "rate_times_batch"

    @staticmethod
    def idle(spec) -> Sentence | None:
        return Sentence("A batch of one point multiplies by 1") if spec.training.batch_size == 1 else None

    @staticmethod
    def rate(batch: int) -> float:
        return float(batch)
