from __future__ import annotations

from typing import ClassVar, Literal

from engine.faults.base import Fault
from engine.sentences import Sentence


class DropoutAtTest(Fault):
    """Units are dropped while losses and accuracies are measured too: a forgotten `model.eval()`.

    Both losses are higher than they are and tremble from epoch to epoch. Training itself is right.
    """

    rank: ClassVar[int] = 90
    title: ClassVar[str] = "dropout left on at test time"
    drops_at_test: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "Training is right, and only training has gradients. The mistake is in the measuring: both losses tremble "
        "although the weights hardly move."
    )
    name: Literal["dropout_at_test"] = "dropout_at_test"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if any(layer.drop_rate > 0 for layer in spec.network.layers):
            return None
        return Sentence("No layer has dropout")
