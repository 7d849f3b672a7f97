from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.elementwise import Bound, bound_softmax_less
from engine.losses.base import Loss


class CrossEntropy(Loss):
    """L = −mean(log softmax(y)[true class]), computed from the logits y, one a class.

    The largest logit is subtracted first, so that nothing overflows. dL/dy = (softmax(y) − t)/n with t one-hot. Guessing
    among k classes costs ln k. As torch.nn.CrossEntropyLoss: softmax is part of the loss, the output layer has no activation.
    Source: Bishop, "Pattern Recognition and Machine Learning" (2006), eq. 4.108.
    """

    rank: ClassVar[int] = 12
    title: ClassVar[str] = "Cross-entropy"
    short: ClassVar[str] = "CE"
    outputs: ClassVar[dict[str, str]] = {"multiclass": "identity"}
    link: ClassVar[str] = "softmax"
    name: Literal["cross_entropy"] = "cross_entropy"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        shifted = y - y.amax(dim=1, keepdim=True)
        total = torch.log1p(torch.exp(shifted).sum(dim=1).sub_(1.0))
        return total.sub_((shifted * target).sum(dim=1))

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        bound_softmax_less(y, target, 1 / y.shape[2], out)()
        return out

    def bound(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Bound:
        return bound_softmax_less(y, target, 1 / y.shape[2], out)

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.CrossEntropyLoss()
