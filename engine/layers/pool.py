"""What both kinds of pooling share: fields, shapes and buffers."""

from __future__ import annotations

from typing import Annotated, ClassVar

import torch
from pydantic import Field

from engine.layers.base import Layer, Shape, size_of
from engine.layers.windows import places, under
from engine.params import Shown


class Pool(Layer):
    """Base of the pooling layers (no ``name``, so not an entry itself): one answer for each window of each channel."""

    plain: ClassVar[bool] = True
    kernel: Annotated[
        int, Field(ge=1, le=8), Shown("kernel", unit="px", low="1: nothing is pooled.", high="Large: places are forgotten.")
    ] = 2
    stride: Annotated[
        int,
        Field(ge=1, le=8),
        Shown("stride", unit="px", low="1: the picture keeps its size.", high="Large: details are stepped over."),
    ] = 2

    def shape_out(self, shape: Shape) -> Shape:
        return (shape[0], *places(self, shape, self.kernel, self.stride))

    def products(self, shape: Shape) -> int:
        return self.kernel**2 * size_of(self.shape_out(shape))

    @staticmethod
    def prepare(f) -> None:
        (f.channels, *f.sides), (_, *out) = f.slot.in_shape, f.slot.out_shape
        f.window = (f.layer.kernel, f.layer.stride, *out)
        f.answer = f.a_out.unflatten(1, f.slot.out_shape)
        f.cells = None if f.x is None else seen(f)
        if f.da is None:
            return
        f.grad = f.da.unflatten(1, f.slot.out_shape)
        f.part = torch.empty_like(f.grad)
        if f.dx is not None:
            f.back = under(f.dx.unflatten(1, f.slot.in_shape), *f.window)


def seen(f) -> list[torch.Tensor]:
    """The cells of the window; made once, but for the first layer, whose input is another tensor each step."""
    return under(f.inputs().unflatten(1, f.slot.in_shape), *f.window)
