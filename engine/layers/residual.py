from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import nn

from engine.layers.base import Layer, Shape, Unfit, spelled
from engine.params import Shown
from engine.sentences import Sentence


class Residual(Layer):
    """a = x + what came into the layer ``over`` places below: the layers between learn only a correction.

    forward    a (units, batch) = x + s, s the input of the layer ``over`` places further down
    backward   dL/dx = dL/da, and dL/ds = dL/da besides: the gradient has a way around the layers between

    all per replica, for units of any shape; x and s need the same one. No parameters, no activation (the rectifier after the sum
    in the paper is the next layer's affair here). Source: He, Zhang, Ren and Sun, "Deep residual learning" (2016), eq. 1.
    """

    rank: ClassVar[int] = 70
    title: ClassVar[str] = "Residual"
    plain: ClassVar[bool] = True
    name: Literal["residual"] = "residual"
    over: Annotated[
        int,
        Field(ge=1, le=50),
        Shown("over", unit="layers", low="1: around one layer.", high="Large: a way around the whole network."),
    ] = 2

    @property
    def reach(self) -> int:
        return self.over

    def shape_out(self, shape: Shape) -> Shape:
        return shape

    def shape_over(self, shape: Shape, below: list[Shape]) -> Shape:
        if self.over > len(below):
            raise Unfit(
                Sentence(
                    "Layers: residual goes over {over} layers, and only {count} are below it.", over=self.over, count=len(below)
                )
            )
        if below[-self.over] != shape:
            raise Unfit(
                Sentence(
                    "Layers: residual adds {below} to {shape}; both need the same shape.",
                    below=spelled(below[-self.over]),
                    shape=spelled(shape),
                )
            )
        return shape

    @staticmethod
    def forward(f) -> None:
        torch.add(f.inputs(), f.source.inputs(), out=f.a_out)

    @staticmethod
    def backward(f) -> None:
        """The layer below gets dL/da; the frame of the layer jumped to adds it to its own dL/dx (engine/frames.py)."""
        if f.dx is not None:
            f.dx.copy_(f.da)

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.Identity()
