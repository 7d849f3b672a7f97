from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn

from engine.losses.base import Loss, share


class HalfMSE(Loss):
    """L = ½·mean(d²) with d = y − t, so that dL/dy = d/n has no factor 2: the convention of most lecture notes.

    On two classes the output is a tanh and the targets are ±1; on more, every output is a sigmoid and the targets are one-hot.
    The mean is over points and outputs. Half of torch.nn.MSELoss, so the same rate takes half the step; TensorFlow Playground
    trains with this one. Source: Nielsen, "Neural Networks and Deep Learning" (2015), eq. 6.
    """

    rank: ClassVar[int] = 21
    title: ClassVar[str] = "Half mean squared error"
    short: ClassVar[str] = "½ MSE"
    outputs: ClassVar[dict[str, str]] = {"regression": "identity", "binary": "tanh", "multiclass": "sigmoid"}
    binary_targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    name: Literal["half_mse"] = "half_mse"

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        away = y - target
        return (away * away).sum(dim=1).mul_(share(y.shape[1], 0.5))

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        return torch.sub(y, target, out=out).mul_(share(y.shape[1] * y.shape[2]))

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return half_mse


def half_mse(outputs: Tensor, targets: Tensor) -> Tensor:
    return 0.5 * nn.functional.mse_loss(outputs, targets)
