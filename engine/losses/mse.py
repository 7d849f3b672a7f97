from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.losses.base import Loss, share


class MSE(Loss):
    """L = mean(d²) with d = y − t. dL/dy = 2d/n: twice as far off pulls twice as hard.

    On two classes the output is a tanh and the targets are ±1; on more, every output is a sigmoid and the targets are one-hot.
    As torch.nn.MSELoss, also in taking the mean over points and outputs; many books halve it (see half_mse).
    Source: Bishop, "Pattern Recognition and Machine Learning" (2006), §1.1.
    """

    rank: ClassVar[int] = 20
    title: ClassVar[str] = "Mean squared error"
    short: ClassVar[str] = "MSE"
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
