from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from engine.activations import registry as activations
from engine.layers.base import Layer
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
    name: Literal["dense"] = "dense"
    units: Annotated[
        int, Field(ge=1, le=64), Shown("units", low="Too few: cannot fit.", high="Too many: slower, and learns noise by heart.")
    ] = 4
    activation: Annotated[
        str,
        Shown(
            "activation",
            about="What bends a neuron's output. identity: the whole network is one straight line. "
            "sigmoid: fades gradients in deep nets. relu: fast, but can die.",
        ),
    ] = "tanh"
    bias: Annotated[bool, Shown("bias", low="Without: every line goes through the origin.")] = True
    dropout: Annotated[
        float,
        Field(ge=0, le=0.9),
        Shown("dropout", varies=True, low="0: every unit always answers.", high="High: too few units are left to learn."),
    ] = 0.0

    @field_validator("activation")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in activations.entries:
            raise PydanticCustomError("unknown_choice", "unknown", {"known": list(activations.entries)})
        return name

    def fan_out(self, fan_in: int) -> int:
        return self.units

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
