from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.elementwise import bound_logistic_of_minus, bound_tanh
from engine.layers.base import ParameterBlock, Shape
from engine.layers.gated import Gates
from engine.layers.recurrent import Cells, Recurrent, Step
from engine.layers.states import LSTMStates
from engine.params import Shown


class Lstm(Recurrent):
    """c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t): a cell that keeps what its forget gate lets it keep.

    forward    z_t = Wᵀ · [x_t; 1; h_{t−1}; 1]                        four gates side by side, in torch's order i, f, g, o
               i, f, o = σ(z_i), σ(z_f), σ(z_o); g = tanh(z_g)
               c_t = f·c_{t−1} + i·g;  h_t = o·tanh(c_t)              c_0 = h_0 = 0
    backward   dL/dh_t = W_hidden · dL/dz_{t+1} (+ dL/da_t)
               dL/dc_t = dL/dc_{t+1}·f_{t+1} + dL/dh_t·o·(1 − tanh²(c_t))    the only way back that no matrix stands in
               dL/dz_i = dL/dc·g·i(1−i);  dL/dz_f = dL/dc·c_{t−1}·f(1−f);  dL/dz_g = dL/dc·i·(1−g²)
               dL/dz_o = dL/dh·tanh(c)·o(1−o)
               dL/dW = Σ_t [x_t; 1; h_{t−1}; 1] · (dL/dz_t)ᵀ;  dL/dx_t = W_input · dL/dz_t

    all per replica; x (time, features), answers (units,) or (time, units). As torch.nn.LSTM, with its two biases and no
    peepholes. Initializers draw each gate's matrix by itself; torch starts all of them in ±1/√units. The forget bias is added
    to the forget gate's first b_input. With 0, as in torch, f starts at ½ and thirty steps leave 2⁻³⁰ of what came first; 1
    helps (f starts at 0.73), 3 carries thirty steps (0.95³⁰ = 0.23).
    Source: Hochreiter and Schmidhuber, "Long short-term memory" (1997); the forget gate: Gers, Schmidhuber and Cummins (2000),
    its bias: Jozefowicz, Zaremba and Sutskever (2015).
    """

    rank: ClassVar[int] = 64
    title: ClassVar[str] = "LSTM"
    gates: ClassVar[int] = 4
    name: Literal["lstm"] = "lstm"
    forget_bias: Annotated[
        float,
        Field(ge=-5, le=5),
        Shown(
            "forget bias",
            low="Low: the cell forgets from the start.",
            high="1: it remembers from the start. 5: it cannot forget.",
        ),
    ] = 0.0

    def initial(self, blocks: tuple[ParameterBlock, ...], initializer: Any, source: torch.Generator) -> list[Tensor]:
        low, high = super().initial(blocks, initializer, source)
        if self.bias:
            low[-1, self.units : 2 * self.units] += self.forget_bias
        return [low, high]

    @staticmethod
    def prepare_steps(f, cells: Cells) -> None:
        units = cells.units
        cells.turned = Gates(cells, order=(0, 1, 3, 2), logistic=3)  # i, f, o, g
        cells.gates, cells.cell, cells.curve = cells.every(4 * units), cells.every(units, 1), cells.every(units)
        for t, s in enumerate(cells.steps):
            k = t % cells.kept
            s.gates, s.curve, s.before, s.cell = cells.gates[k], cells.curve[k], cells.cell[k], cells.cell[k + 1]
            if not cells.training:
                s.before = s.cell
            s.i, s.f, s.o, s.g = s.gates.split(units, dim=1)
            s.logistic = bound_logistic_of_minus(s.gates[:, : 3 * units])
            s.squash, s.curl = bound_tanh(s.g, s.g), bound_tanh(s.cell, s.curve)
        if cells.training:
            cells.dc = torch.empty(cells.rows, units, cells.batch)
            cells.by_gate, cells.to_cell = cells.every(4 * units), cells.every(units)
            for t, s in enumerate(cells.steps):
                s.by_cell = cells.by_gate[t][:, : 3 * units].unflatten(1, (3, units))
                s.by_state, s.to_cell = cells.by_gate[t][:, 3 * units :], cells.to_cell[t]
                s.dz_cell, s.dz_state = s.dz[:, : 3 * units].unflatten(1, (3, units)), s.dz[:, 3 * units :]
            cells.dc_thrice = cells.dc.unsqueeze(1)

    @staticmethod
    def before_steps(f, cells: Cells) -> None:
        cells.turned.turn(cells)
        if not cells.training:
            cells.cell.zero_()

    @staticmethod
    def step(cells: Cells, s: Step) -> None:
        torch.bmm(cells.turned.w, s.seen, out=s.gates)
        s.logistic()
        s.squash()
        torch.mul(s.f, s.before, out=s.cell)
        s.cell.addcmul_(s.i, s.g)
        s.curl()
        torch.mul(s.o, s.curve, out=s.h)

    @staticmethod
    def before_steps_back(f, cells: Cells) -> None:
        u = cells.units
        i, forget, o, g = cells.gates.split(u, dim=2)
        by_i, by_f, by_g, by_o = cells.by_gate.split(u, dim=2)
        torch.mul(i, g, out=by_i).mul_(1 - i)
        torch.mul(forget, cells.cell[:-1], out=by_f).mul_(1 - forget)
        torch.mul(g, g, out=by_g).neg_().add_(1).mul_(i)
        torch.mul(o, cells.curve, out=by_o).mul_(1 - o)
        torch.mul(cells.curve, cells.curve, out=cells.to_cell).neg_().add_(1).mul_(o)
        cells.dc.zero_()

    @staticmethod
    def step_back(cells: Cells, s: Step) -> None:
        cells.dc.addcmul_(s.dh, s.to_cell)
        torch.mul(s.by_cell, cells.dc_thrice, out=s.dz_cell)
        torch.mul(s.by_state, s.dh, out=s.dz_state)
        cells.dc.mul_(s.f)

    def in_torch(self, shape: Shape) -> nn.Module:
        return LSTMStates(shape[1], self.units, self.returns, self.bias)
