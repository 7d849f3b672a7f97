from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal

import torch
from torch import nn

from engine.elementwise import bound_tanh
from engine.layers.base import Shape
from engine.layers.recurrent import Cells, Recurrent, Step
from engine.layers.states import RNNStates
from engine.params import Shown


class Rnn(Recurrent):
    """h_t = f(W_inputᵀ·x_t + b_input + W_hiddenᵀ·h_{t−1} + b_hidden): Elman's network, the same layer at every step.

    forward    z_t = Wᵀ · [x_t; 1; h_{t−1}; 1]                        one product: both matrices lie side by side, h_0 = 0
               h_t = f(z_t)
    backward   dL/dh_t = W_hidden · dL/dz_{t+1} (+ dL/da_t)           backpropagation through time, from the last step down
               dL/dz_t = dL/dh_t · f′(z_t)                            tanh′ = 1 − h², relu′ = 1 where h > 0
               dL/dW = Σ_t [x_t; 1; h_{t−1}; 1] · (dL/dz_t)ᵀ
               dL/dx_t = W_input · dL/dz_t

    all per replica; x (time, features), answers (units,) or (time, units). Each step back multiplies by W_hidden · f′(z): over
    many steps that product vanishes or explodes, which is why this network forgets. As torch.nn.RNN, with its two biases.
    Initializers draw each matrix by itself; torch starts all of them in ±1/√units.
    Source: Elman, "Finding structure in time" (1990); through time: Werbos, "Backpropagation through time" (1990).
    """

    rank: ClassVar[int] = 60
    title: ClassVar[str] = "Recurrent (Elman)"
    name: Literal["rnn"] = "rnn"
    nonlinearity: Annotated[
        Literal["tanh", "relu"],
        Shown("nonlinearity", low="tanh: the state stays within ±1.", high="relu: it may grow without bound."),
    ] = "tanh"

    @staticmethod
    def prepare_steps(f, cells: Cells) -> None:
        cells.w = cells.whole.mT
        cells.z = torch.empty(cells.rows, cells.units, cells.batch)
        for s in cells.steps:
            s.squash = bound_tanh(cells.z, s.h) if f.layer.nonlinearity == "tanh" else partial(_relu, cells.z, s.h)
        if cells.training:
            cells.h, cells.slope = cells.every(cells.units), cells.every(cells.units)
            for t, s in enumerate(cells.steps):
                s.kept, s.slope = cells.h[t], cells.slope[t]

    @staticmethod
    def step(cells: Cells, s: Step) -> None:
        torch.bmm(cells.w, s.seen, out=cells.z)
        s.squash()
        if cells.training:
            s.kept.copy_(s.h)

    @staticmethod
    def before_steps_back(f, cells: Cells) -> None:
        if f.layer.nonlinearity == "tanh":
            torch.mul(cells.h, cells.h, out=cells.slope).neg_().add_(1)
        else:
            torch.gt(cells.h, 0, out=cells.slope)

    @staticmethod
    def step_back(cells: Cells, s: Step) -> None:
        torch.mul(s.dh, s.slope, out=s.dz)

    def in_torch(self, shape: Shape) -> nn.Module:
        return RNNStates(shape[1], self.units, self.returns, self.nonlinearity, self.bias)


def _relu(z, out):
    return torch.clamp(z, min=0, out=out)
