from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.elementwise import Bound
from engine.layers.activated import Activation
from engine.layers.base import Layer, ParameterBlock, Shape, flat_units, in_a_row
from engine.params import Shown
from engine.products import product


class Dense(Layer):
    """z = Wᵀx + b, a = f(z): every unit sees every input.

    With x extended by a row of ones, the bias is the last row of W and one product does it all:

    forward    z (out, batch) = Wᵀ (out, in+1) · x (in+1, batch)
    backward   dL/dz = dL/da · f′(z)                                  what the activation passes on
               dL/dW = x · (dL/dz)ᵀ                                   the bias gradient is its last row
               dL/dx = W · dL/dz                                      without the bias row: nothing flows to a constant

    all per replica. Source: Rumelhart, Hinton and Williams (1986); matrix form as in Nielsen (2015), ch. 2, BP1–BP4.
    """

    rank: ClassVar[int] = 10
    title: ClassVar[str] = "Dense"
    plain: ClassVar[bool] = True
    reads_flat: ClassVar[bool] = True
    name: Literal["dense"] = "dense"
    units: Annotated[
        int, Field(ge=1, le=256), Shown("units", low="Too few: cannot fit.", high="Too many: slower, and learns noise by heart.")
    ] = 4
    activation: Activation = "tanh"
    bias: Annotated[bool, Shown("bias", low="Without: every line goes through the origin.")] = True
    dropout: Annotated[
        float,
        Field(ge=0, le=0.9),
        Shown("dropout", varies=True, low="0: every unit always answers.", high="High: too few units are left to learn."),
    ] = 0.0

    @property
    def drop_rate(self) -> float:
        return self.dropout

    def shape_out(self, shape: Shape) -> Shape:
        flat_units(self, shape)
        return (self.units,)

    def blocks(self, shape: Shape) -> tuple[ParameterBlock, ...]:
        return in_a_row(ParameterBlock("weight", shape[0], self.units, self.bias))

    def key(self, shape: Shape) -> list:
        # Spelled as it always was: the keys of stored runs stay.
        return [shape[0], self.units, self.activation, self.bias, self.dropout > 0]

    @staticmethod
    def prepare(f) -> None:
        if f.dx is not None:
            f.by_inputs = product(f.w, f.da, f.dx)

    @staticmethod
    def reading(f) -> tuple[Bound, Bound | None]:
        if not f.training:
            return product(f.wt, f.x, f.z), None
        if f.gw_row is None:
            return product(f.wt, f.x, f.z), product(f.x, f.dat, f.gw)
        return product(f.wt, f.x, f.z), product(f.da, f.x.mT, f.gw_row)

    @staticmethod
    def forward(f) -> None:
        f.sums()
        f.answer()
        if f.mask is not None:
            torch.mul(f.a, f.mask, out=f.a_out)

    @staticmethod
    def backward(f) -> None:
        if f.mask is not None:
            torch.mul(f.da, f.mask, out=f.da)
        f.back()
        f.by_weights()
        if not f.bias:
            f.gw_bias.zero_()
        if f.dx is not None:
            f.by_inputs()

    def in_torch(self, shape: Shape) -> nn.Module:
        return nn.Linear(shape[0], self.units, bias=self.bias)

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        (block,) = blocks
        weight = block[:-1].T.contiguous()
        return {"weight": weight, "bias": block[-1].clone()} if self.bias else {"weight": weight}

    def from_torch(self, shape: Shape, tensors: dict[str, Tensor]) -> list[Tensor]:
        weight = tensors["weight"]
        bias = tensors["bias"] if self.bias else weight.new_zeros(self.units)
        return [torch.cat([weight.T, bias.unsqueeze(0)])]
