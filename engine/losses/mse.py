from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.losses.base import Loss, share


class MSE(Loss):
    """L = mean((y − t)²). dL/dy = 2(y − t)/n.

    On two classes the output is a tanh and the targets are ±1; on more, sigmoids and one-hot targets. The mean is over
    points and outputs, as in torch. Source: Gauss (1809).
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Mean squared error"
    outputs: ClassVar[dict[str, str]] = {"regression": "identity", "binary": "tanh", "multiclass": "sigmoid"}
    binary_targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    name: Literal["mse"] = "mse"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        away = y - target
        return (away * away).sum(dim=1).mul_(share(y.shape[1]))

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        return torch.sub(y, target, out=out).mul_(share(y.shape[1] * y.shape[2], 2.0))

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.MSELoss()
