from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.layers.activated import Activation
from engine.layers.base import Layer, ParameterBlock, Shape, flat_units, in_a_row
from engine.params import Shown


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
    def forward(f) -> None:
        torch.bmm(f.wt, f.x, out=f.z)
        f.activate(f.z, f.a)
        if f.mask is not None:
            torch.mul(f.a, f.mask, out=f.a_out)

    @staticmethod
    def backward(f) -> None:
        if f.mask is not None:
            torch.mul(f.da, f.mask, out=f.da)
        dz = f.slope(f.da, f.z, f.a, f.da)
        if f.gw_row is None:
            torch.bmm(f.x, f.dat, out=f.gw)
        else:
            torch.bmm(f.da, f.x.mT, out=f.gw_row)
        if not f.bias:
            f.gw_bias.zero_()
        if f.dx is not None:
            torch.bmm(f.w, dz, out=f.dx)

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
