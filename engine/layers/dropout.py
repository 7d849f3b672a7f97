from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import nn

from engine.layers.base import Layer, Shape
from engine.params import Shown


class Dropout(Layer):
    """a = x·m, m = 0 for a share of the units, 1/(1 − rate) for the others, drawn anew each step: nobody can rely on one unit.

    forward    a (units, batch) = x ∘ m while training; a = x when the network is judged
    backward   dL/dx = dL/da ∘ m

    all per replica, for units of any shape. The mask is a function of seed, layer, epoch and step (engine/rng.py); torch's draws
    are others. Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), scaled while training ("inverted").
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "Dropout"
    plain: ClassVar[bool] = True
    name: Literal["dropout"] = "dropout"
    rate: Annotated[
        float,
        Field(ge=0, le=0.9),
        Shown("rate", varies=True, low="0: every unit always answers.", high="High: too few units are left to learn."),
    ] = 0.5

    def shape_out(self, shape: Shape) -> Shape:
        return shape

    @property
    def drop_rate(self) -> float:
        return self.rate

    def passes(self, training: bool) -> bool:
        return not training or self.rate == 0

    @staticmethod
    def forward(f) -> None:
        if f.mask is not None:
            torch.mul(f.inputs(), f.mask, out=f.a_out)

    @staticmethod
    def backward(f) -> None:
        if f.mask is not None and f.dx is not None:
            torch.mul(f.da, f.mask, out=f.dx)

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.Dropout(self.rate)
