from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import Tensor

from engine.faults.base import Around, Fault
from engine.sentences import Sentence


class HalfLoss(Fault):
    """The loss that is shown is half of binary cross-entropy: −t·log p, without −(1 − t)·log(1 − p). Training uses the whole.

    It cannot see a mistake on class 0. At the output 0.5 it says ln 2 for each point of class 1 and nothing for the others:
    2·ln 2 = 1.3863 in all for XOR. Source: a printed XOR program, which prints −Σ t·log p.
    """

    rank: ClassVar[int] = 45
    title: ClassVar[str] = "half of the loss shown"
    caught: ClassVar[bool] = True
    seen: ClassVar[str] = (
        "The backward pass agrees with autograd on the whole loss but not with the quotients of the loss that is shown."
    )
    name: Literal["half_loss"] = "half_loss"

    @staticmethod
    def idle(spec) -> Sentence | None:
        if spec.loss.link == "sigmoid":
            return None
        return Sentence("It needs binary cross-entropy, the loss it shows half of")

    @staticmethod
    def loss(loss):
        return Half(loss)


class Half(Around):
    """−t·log σ(y) = t·(max(y, 0) − y + log(1 + e^(−|y|))) to look at, the inner loss's slope to train with."""

    def pointwise(self, y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        tail = torch.log1p(torch.exp(y.abs().neg_()))
        return y.clamp_min(0.0).sub_(y).add_(tail).mul_(target).squeeze(1)
