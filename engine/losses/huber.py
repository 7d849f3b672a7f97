from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.losses.base import Loss, share
from engine.params import Shown


class Huber(Loss):
    """L = mean of ½d² where |d| ≤ δ, else δ·(|d| − ½δ), with d = y − t: squared near the target, absolute far off.

    dL/dy = d, but no more than δ and no less than −δ, over n.
    On two classes the output is a tanh and the targets are ±1; on more, every output is a sigmoid and the targets are one-hot.
    As torch.nn.HuberLoss, also in taking the mean over points and outputs.
    Source: Huber, "Robust estimation of a location parameter" (1964), §2.
    """

    rank: ClassVar[int] = 23
    title: ClassVar[str] = "Huber"
    outputs: ClassVar[dict[str, str]] = {"regression": "identity", "binary": "tanh", "multiclass": "sigmoid"}
    binary_targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    name: Literal["huber"] = "huber"
    delta: Annotated[
        float,
        Field(gt=0, le=100),
        Shown(
            "delta", symbol="δ", varies=True, low="Small: almost absolute error.", high="Large: almost half the squared error."
        ),
    ] = 1.0

    @staticmethod
    def pointwise(y: Tensor, target: Tensor, h: dict[str, Tensor]) -> Tensor:
        away = (y - target).abs_()
        near = torch.minimum(away, h["delta"])
        return (near * (away - near * 0.5)).sum(dim=1).mul_(share(y.shape[1]))

    @staticmethod
    def gradient(y: Tensor, target: Tensor, h: dict[str, Tensor], out: Tensor) -> Tensor:
        torch.sub(y, target, out=out)
        torch.minimum(torch.maximum(out, -h["delta"], out=out), h["delta"], out=out)
        return out.mul_(share(y.shape[1] * y.shape[2]))

    def in_torch(self) -> Callable[[Tensor, Tensor], Tensor]:
        return nn.HuberLoss(delta=self.delta)
