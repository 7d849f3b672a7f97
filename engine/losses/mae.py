from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.losses.base import Loss, share


class MAE(Loss):
    """L = mean(|d|) with d = y − t. dL/dy = sign(d)/n: every point pulls alike, however far off, so outliers weigh little.

    On two classes the output is a tanh and the targets are ±1; on more, every output is a sigmoid and the targets are one-hot.
    As torch.nn.L1Loss, also in taking the mean over points and outputs and in the slope 0 at d = 0.
    """

    rank: ClassVar[int] = 22
    title: ClassVar[str] = "Mean absolute error"
    short: ClassVar[str] = "MAE"
    outputs: ClassVar[dict[str, str]] = {"regression": "identity", "binary": "tanh", "multiclass": "sigmoid"}
    binary_targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    bends: ClassVar[bool] = False
    name: Literal["mae"] = "mae"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        return (y - target).abs_().sum(dim=1).mul_(share(y.shape[1]))

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        return torch.sub(y, target, out=out).sign_().mul_(share(y.shape[1] * y.shape[2]))

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.L1Loss()
