from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import nn

from engine.layers.base import Shape
from engine.layers.pool import Pool, seen


class MaxPool2d(Pool):
    """a = the largest number under the window: what was found, no longer exactly where.

    forward    a (channels, oh, ow, batch) = max over the k·k cells of x (channels, height, width, batch)
               oh = ⌊(height − k) ÷ stride⌋ + 1
    backward   dL/dx = dL/da at the cell that was largest, 0 at the others; the first of several equal ones, as in torch

    all per replica. No parameters. As torch.nn.MaxPool2d; source: Ranzato, Huang, Boureau and LeCun (2007), §3.
    """

    rank: ClassVar[int] = 30
    title: ClassVar[str] = "Max pooling"
    name: Literal["max_pool2d"] = "max_pool2d"

    @staticmethod
    def prepare(f) -> None:
        Pool.prepare(f)
        f.better = torch.empty(f.answer.shape, dtype=torch.bool)
        f.which = torch.empty(f.answer.shape, dtype=torch.uint8) if f.training else None

    @staticmethod
    def forward(f) -> None:
        first, *others = f.cells or seen(f)
        f.answer.copy_(first)
        if f.training:
            f.which.zero_()
        for number, cell in enumerate(others, start=1):
            torch.gt(cell, f.answer, out=f.better)
            torch.where(f.better, cell, f.answer, out=f.answer)
            if f.training:
                f.which.masked_fill_(f.better, number)

    @staticmethod
    def backward(f) -> None:
        if f.dx is None:
            return
        f.dx.zero_()
        for number, back in enumerate(f.back):
            torch.eq(f.which, number, out=f.better)
            back.add_(torch.mul(f.grad, f.better, out=f.part))

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.MaxPool2d(self.kernel, self.stride)
