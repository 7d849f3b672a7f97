from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import nn

from engine.layers.base import Shape
from engine.layers.pool import Pool, seen


class AvgPool2d(Pool):
    """a = the mean of the numbers under the window: a smaller, blurred picture.

    forward    a (channels, oh, ow, batch) = Σ over the k·k cells of x (channels, height, width, batch) ÷ k²
               oh = ⌊(height − k) ÷ stride⌋ + 1
    backward   dL/dx = Σ over the windows that saw the pixel of dL/da ÷ k²

    all per replica. No parameters. As torch.nn.AvgPool2d; source: LeCun, Bottou, Bengio and Haffner (1998), §II ("sub-sampling",
    there with a trained factor).
    """

    rank: ClassVar[int] = 31
    title: ClassVar[str] = "Average pooling"
    name: Literal["avg_pool2d"] = "avg_pool2d"

    @staticmethod
    def prepare(f) -> None:
        Pool.prepare(f)
        f.share = torch.tensor(1 / f.layer.kernel**2, dtype=torch.float64)

    @staticmethod
    def forward(f) -> None:
        first, *others = f.cells or seen(f)
        f.answer.copy_(first)
        for cell in others:
            f.answer.add_(cell)
        f.answer.mul_(f.share)

    @staticmethod
    def backward(f) -> None:
        if f.dx is None:
            return
        torch.mul(f.grad, f.share, out=f.part)
        f.dx.zero_()
        for back in f.back:
            back.add_(f.part)

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.AvgPool2d(self.kernel, self.stride)
