from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.losses.base import Loss, share


class Hinge(Loss):
    """L = mean(max(0, 1 − t·y)) with t = ±1: no pull on a point that is right by a margin of 1 or more.

    dL/dy = −t/n where t·y < 1, else 0; also at the corner, where any slope between would do. Torch has no such loss: its
    HingeEmbeddingLoss measures distances, its MultiMarginLoss wants one output a class.
    Source: Cortes and Vapnik, "Support-vector networks" (1995), as the slack of the soft margin.
    """

    rank: ClassVar[int] = 11
    title: ClassVar[str] = "Hinge"
    outputs: ClassVar[dict[str, str]] = {"binary": "identity"}
    binary_targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    bends: ClassVar[bool] = False
    name: Literal["hinge"] = "hinge"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return torch.clamp_min(1.0 - target * y, 0.0).sum(dim=1)

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        wrong = (target * y) < 1.0
        return torch.mul(target, wrong, out=out).mul_(share(y.shape[2], -1.0))

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return hinge


def hinge(outputs: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.relu(1 - targets * outputs).mean()
