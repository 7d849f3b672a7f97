from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from torch import Tensor, nn

from engine.elementwise import Bound, bound_logistic_less, softplus_of_minus
from engine.losses.base import Loss


class BinaryCrossEntropy(Loss):
    """L = −mean(t·log p + (1−t)·log(1−p)) with p = σ(y), computed from the logit y.

    Written max(y, 0) − t·y + log(1 + e^(−|y|)), which cannot overflow. dL/dy = (p − t)/n. Guessing costs ln 2 = 0.693.
    As torch.nn.BCEWithLogitsLoss. Source: Bishop, "Pattern Recognition and Machine Learning" (2006), eq. 4.90.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Binary cross-entropy"
    short: ClassVar[str] = "BCE"
    outputs: ClassVar[dict[str, str]] = {"binary": "identity"}
    link: ClassVar[str] = "sigmoid"
    name: Literal["binary_cross_entropy"] = "binary_cross_entropy"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return y.clamp_min(0.0).sub_(target * y).add_(softplus_of_minus(y)).squeeze(1)

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        bound_logistic_less(y, target, 1 / y.shape[2], out)()
        return out

    def bound(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Bound:
        return bound_logistic_less(y, target, 1 / y.shape[2], out)

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.BCEWithLogitsLoss()
