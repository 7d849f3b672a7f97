from __future__ import annotations

from typing import ClassVar, Literal

import torch
from torch import nn

from engine.elementwise import bound_logistic_of_minus, bound_tanh
from engine.layers.base import Shape
from engine.layers.gated import Gates
from engine.layers.recurrent import Cells, Recurrent, Step, weight_gradient
from engine.layers.states import GRUStates


class Gru(Recurrent):
    """h_t = (1 − z)·n + z·h_{t−1}: a state that is kept or replaced, unit by unit.

    forward    p_t = W_inputᵀ·[x_t; 1], q_t = W_hiddenᵀ·[h_{t−1}; 1]        three gates side by side, in torch's order r, z, n
               r, z = σ(p_r + q_r), σ(p_z + q_z); n = tanh(p_n + r·q_n)
               h_t = n + z·(h_{t−1} − n)                                    h_0 = 0
    backward   dL/dh_t = W_hidden · dL/dq_{t+1} + dL/dh_{t+1}·z_{t+1} (+ dL/da_t)
               dL/dp_n = dL/dh·(1−z)·(1−n²);  dL/dq_n = dL/dp_n·r
               dL/dp_r = dL/dq_r = dL/dp_n·q_n·r(1−r);  dL/dp_z = dL/dq_z = dL/dh·(h_{t−1} − n)·z(1−z)
               dL/dW_input = Σ_t [x_t; 1]·(dL/dp_t)ᵀ;  dL/dW_hidden = Σ_t [h_{t−1}; 1]·(dL/dq_t)ᵀ;  dL/dx_t = W_input · dL/dp_t

    all per replica; x (time, features), answers (units,) or (time, units). As torch.nn.GRU: the reset gate acts after the
    matrix, on q_n with its own bias, where the paper has it act on the state before; z keeps the old state, where the paper's
    first version lets it in. Initializers draw each gate's matrix by itself; torch starts all of them in ±1/√units.
    Source: Cho et al., "Learning phrase representations using RNN encoder–decoder" (2014), eqs. 5–8.
    """

    rank: ClassVar[int] = 62
    title: ClassVar[str] = "GRU"
    gates: ClassVar[int] = 3
    joined: ClassVar[bool] = False  # n takes the two products apart
    name: Literal["gru"] = "gru"

    @staticmethod
    def prepare_steps(f, cells: Cells) -> None:
        units = cells.units
        cells.turned = Gates(cells, order=(0, 1, 2), logistic=2)
        cells.from_input, cells.from_state = cells.turned.w[:, :, cells.low], cells.turned.w[:, :, cells.high]
        cells.p, cells.q, cells.away = cells.every(3 * units), cells.every(3 * units), cells.every(units)
        for t, s in enumerate(cells.steps):
            k = t % cells.kept
            s.x, s.state, s.before = s.seen[:, cells.low], s.seen[:, cells.high], cells.states[:, :, k]
            s.p, s.q, s.away = cells.p[k], cells.q[k], cells.away[k]
            s.gates, s.n = s.p[:, : 2 * units], s.p[:, 2 * units :]
            s.r, s.z = s.gates.split(units, dim=1)
            s.logistic, s.squash = bound_logistic_of_minus(s.gates), bound_tanh(s.n, s.n)
            s.q_gates, s.q_n = s.q[:, : 2 * units], s.q[:, 2 * units :]
        if cells.training:
            cells.carried = torch.empty(cells.rows, units, cells.batch)
            cells.by, cells.by_input = cells.every(3 * units), cells.every(units)
            cells.dp = torch.empty_like(cells.dz)
            for t, s in enumerate(cells.steps):
                s.by, s.dz_gates = cells.by[t].unflatten(1, (3, units)), s.dz.unflatten(1, (3, units))
                s.dh_thrice = s.dh.unsqueeze(1)
                if s.after is not None:
                    s.also.append(cells.carried)

    @staticmethod
    def before_steps(f, cells: Cells) -> None:
        cells.turned.turn(cells)

    @staticmethod
    def step(cells: Cells, s: Step) -> None:
        torch.bmm(cells.from_input, s.x, out=s.p)
        torch.bmm(cells.from_state, s.state, out=s.q)
        s.gates.add_(s.q_gates)
        s.logistic()
        torch.addcmul(s.n, s.r, s.q_n, out=s.n)
        s.squash()
        torch.sub(s.before, s.n, out=s.away)
        torch.addcmul(s.n, s.z, s.away, out=s.h)

    @staticmethod
    def before_steps_back(f, cells: Cells) -> None:
        u = cells.units
        r, z, n = cells.p.split(u, dim=2)
        q_n = cells.q[:, :, 2 * u :]
        by_r, by_z, by_n = cells.by.split(u, dim=2)
        by_input = torch.mul(n, n, out=cells.by_input).neg_().add_(1).mul_(1 - z)
        torch.mul(by_input, r, out=by_n)
        torch.mul(by_n, q_n, out=by_r).mul_(1 - r)
        torch.mul(z, cells.away, out=by_z).mul_(1 - z)

    @staticmethod
    def step_back(cells: Cells, s: Step) -> None:
        torch.mul(s.by, s.dh_thrice, out=s.dz_gates)
        torch.mul(s.dh, s.z, out=cells.carried)

    @staticmethod
    def gradients(f, cells: Cells) -> None:
        u = cells.units
        cells.dp[:, : 2 * u].copy_(cells.dz[:, : 2 * u])
        torch.mul(cells.by_input, cells.dh, out=cells.dp[:, 2 * u :].permute(2, 0, 1, 3))
        weight_gradient(cells.seen[:, cells.low], cells.dp, f.views[0].gw)
        weight_gradient(cells.seen[:, cells.high], cells.dz, f.views[1].gw)
        if cells.dx is not None:
            torch.bmm(cells.w_input, cells.dp.flatten(2), out=cells.dx)

    def in_torch(self, shape: Shape) -> nn.Module:
        return GRUStates(shape[1], self.units, self.returns, self.bias)
