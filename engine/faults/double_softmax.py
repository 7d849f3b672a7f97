from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.elementwise import logistic
from engine.faults.base import Around, Fault
from engine.sentences import Sentence


class DoubleSoftmax(Fault):
    """The network ends in a softmax (a sigmoid for two classes) and the loss, which has one inside, applies it again.

    `nn.Softmax` before `nn.CrossEntropyLoss`. Probabilities between 0 and 1 taken for logits can never be sure: with k classes
    the loss cannot fall below ln(1 + (k − 1)/e), and slopes shrink. Which class is said does not change.
    """

    rank: ClassVar[int] = 40
    title: ClassVar[str] = "softmax before cross-entropy"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "The backward pass and the difference quotients agree with each other but not with autograd on the loss that "
        "was meant: the slope is right, the loss is another."
    )
    name: Literal["double_softmax"] = "double_softmax"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if spec.loss.link:
            return None
        return Sentence("It needs cross-entropy, the loss that has a softmax or sigmoid inside")

    @staticmethod
    def loss(loss):
        return (Softmax if loss.link == "softmax" else Sigmoid)(loss)


class Softmax(Around):
    """The loss of softmax(y) in place of y; dL/dy = p·(g − Σ g·p), g the inner loss's slope at p."""

    def pointwise(self, y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return self.inner.pointwise(softmax(y), target, h)

    def gradient(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        p = softmax(y)
        self.inner.gradient(p, target, h, out)
        return out.sub_((out * p).sum(dim=1, keepdim=True)).mul_(p)

    def in_torch(self):
        inner = self.inner.in_torch()
        return lambda y, target: inner(torch.softmax(y, dim=1), target)


class Sigmoid(Around):
    """The loss of σ(y) in place of y; dL/dy = g·p·(1 − p)."""

    def pointwise(self, y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return self.inner.pointwise(logistic(y, torch.empty_like(y)), target, h)

    def gradient(self, y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        p = logistic(y, torch.empty_like(y))
        self.inner.gradient(p, target, h, out)
        return out.mul_(torch.addcmul(p, p, p, value=-1.0))

    def in_torch(self):
        inner = self.inner.in_torch()
        return lambda y, target: inner(torch.sigmoid(y), target)


def softmax(y: Tensor) -> Tensor:
    """Composed like the loss's own, so that a row has the same bits in any company."""
    p = torch.exp(y - y.amax(dim=1, keepdim=True))
    return p.div_(p.sum(dim=1, keepdim=True))
