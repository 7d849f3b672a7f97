from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from torch import Tensor, nn

from engine.elementwise import Bound, bound_logistic_less
from engine.losses.base import Loss
from engine.losses.binary_cross_entropy import BinaryCrossEntropy


class SummedBinaryCrossEntropy(Loss):
    """L = −Σ(t·log p + (1−t)·log(1−p)) with p = σ(y): binary cross-entropy summed over the batch, as formulas write it.

    dL/dy = p − t, without 1/n: a step grows with the batch, so a rate fits one batch size only. Guessing costs ln 2 a point,
    4·ln 2 = 2.7726 for XOR. Losses shown are sums over a whole split; training and test differ in size. As
    torch.nn.BCEWithLogitsLoss(reduction="sum"). Source: Bishop, "Pattern Recognition and Machine Learning" (2006), eq. 4.90.
    """

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "Binary cross-entropy, summed"
    outputs: ClassVar[dict[str, str]] = {"binary": "identity"}
    summed: ClassVar[bool] = True
    link: ClassVar[str] = "sigmoid"
    name: Literal["summed_binary_cross_entropy"] = "summed_binary_cross_entropy"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return BinaryCrossEntropy.pointwise(y, target, h)

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        bound_logistic_less(y, target, 1.0, out)()
        return out

    def bound(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Bound:
        return bound_logistic_less(y, target, 1.0, out)

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.BCEWithLogitsLoss(reduction="sum")
