from __future__ import annotations

from typing import ClassVar, Literal

from torch import Tensor

from engine.faults.base import Fault
from engine.sentences import Sentence


class NoShuffling(Fault):
    """Every epoch visits the training points in the order of the file: the same batches, again and again.

    Where the file is sorted by class, each batch pulls the network towards one class and the last batch of an epoch wins.
    """

    rank: ClassVar[int] = 70
    title: ClassVar[str] = "no shuffling"
    seen: ClassVar[str] = (
        "Each batch's gradient is right. Which points make a batch is not the gradient's business: look at the swing of "
        "the curves within an epoch."
    )
    name: Literal["no_shuffling"] = "no_shuffling"

    @staticmethod
    def idle(spec) -> Sentence | None:
        batch = spec.training.batch_size
        if batch is not None and batch < spec.sizes()[0]:
            return None
        return Sentence("A batch of all points is the same in any order")

    @staticmethod
    def order(order: Tensor) -> None:
        order.copy_(order.sort().values)
