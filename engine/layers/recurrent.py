"""What the recurrent layers share: sequences in, the last state or all of them out, and buffers with time as outermost axis.

In the layer, time stands outside: a step's numbers (rows, units, batch) are then one contiguous piece in any company, which the
products want and which keeps a run's bits (docs/adr/0001, 0002). Inputs and states of all steps lie side by side as
(rows, unit, time · batch), so that each matrix gets its gradient by one product over all steps and points.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from engine.layers.base import Layer, ParameterBlock, Shape, in_a_row, sequence
from engine.params import Shown
from engine.products import product


class Recurrent(Layer):
    """Base of the recurrent layers (no ``name``, so not an entry itself). ``gates`` matrices of each kind stand side by side."""

    gates: ClassVar[int] = 1
    plain: ClassVar[bool] = True
    gradient_apart: ClassVar[bool] = True
    joined: ClassVar[bool] = True  # both matrices act as one, and so does their gradient
    units: Annotated[
        int,
        Field(ge=1, le=64),
        Shown("units", low="Too few: little is remembered.", high="Many: slower, and the past is learned by heart."),
    ] = 16
    returns: Annotated[
        Literal["last", "all"],
        Shown("returns", low="last: what is known at the end.", high="all: one answer a step, for another recurrent layer."),
    ] = "last"
    bias: Annotated[bool, Shown("bias", low="Without: an empty sequence leaves the state at zero.")] = True

    def shape_out(self, shape: Shape) -> Shape:
        time, _ = sequence(self, shape)
        return (time, self.units) if self.returns == "all" else (self.units,)

    def blocks(self, shape: Shape) -> tuple[ParameterBlock, ...]:
        """From the input and from the state before, each with a bias of its own, as in torch."""
        wide = self.gates * self.units
        return in_a_row(ParameterBlock("input", shape[1], wide, self.bias), ParameterBlock("hidden", self.units, wide, self.bias))

    def steps(self, shape: Shape) -> int:
        return shape[0]

    def products(self, shape: Shape) -> int:
        return shape[0] * super().products(shape)

    def workspace(self, shape: Shape) -> int:
        return shape[0] * (2 * shape[1] + (4 * self.gates + 4) * self.units)

    def initial(self, blocks: tuple[ParameterBlock, ...], initializer: Any, source: torch.Generator) -> list[Tensor]:
        """Each gate's matrix is drawn by itself: fan_in the inputs (or the units), fan_out the units of one gate."""
        made = []
        for block in blocks:
            first = torch.zeros(block.fan_in + 1, block.fan_out)
            for gate in first.split(self.units, dim=1):
                gate[:-1] = initializer.weights(block.fan_in, self.units, source)
                if block.bias:
                    gate[-1] = initializer.bias(block.fan_in, self.units, source)
            made.append(first)
        return made

    # -- the rule: a step forward and a step back, written by each layer ----------------------------------------------

    @staticmethod
    def prepare(f) -> None:
        f.cells = Cells(f)
        f.layer.prepare_steps(f, f.cells)

    @staticmethod
    def prepare_steps(f, cells: Cells) -> None:
        """Make what the layer needs at each step; ``cells.kept`` steps are remembered."""

    @staticmethod
    def before_steps(f, cells: Cells) -> None:
        """What is done once before the first step forward."""

    @staticmethod
    def step(cells: Cells, s: Step) -> None:
        """Read ``s.seen`` (x_t and h_{t−1}), write ``s.h``."""
        raise NotImplementedError

    @staticmethod
    def before_steps_back(f, cells: Cells) -> None:
        """All derivatives that do not depend on what comes back, of all steps at once."""

    @staticmethod
    def step_back(cells: Cells, s: Step) -> None:
        """Read ``s.dh`` (dL/dh_t), write ``s.dz`` (dL/dz_t)."""
        raise NotImplementedError

    @staticmethod
    def gradients(f, cells: Cells) -> None:
        """Gradients of the matrices and of the inputs from ``cells.dz`` of all steps."""
        weight_gradient(cells.seen, cells.dz, cells.gw)
        if cells.dx is not None:
            torch.bmm(cells.w_input, cells.dz.flatten(2), out=cells.dx)

    @staticmethod
    def forward(f) -> None:
        cells, x = f.cells, f.inputs().unflatten(1, f.slot.in_shape)
        cells.begin(x)
        f.layer.before_steps(f, cells)
        for t, s in enumerate(cells.steps):
            if not cells.training:
                cells.inputs[:, :, 0].copy_(x[:, t])
            f.layer.step(cells, s)
            if s.copy is not None:
                s.copy.copy_(s.h)

    @staticmethod
    def backward(f) -> None:
        cells = f.cells
        f.layer.before_steps_back(f, cells)
        for s in reversed(cells.steps):
            # dL/dh_t: from the step after, through the matrix it multiplied h_t by, and from the layer above.
            if s.after is None:
                s.dh.copy_(s.da)
            else:
                torch.bmm(cells.w_hidden, s.after.dz, out=s.dh)
                for more in s.also:
                    s.dh.add_(more)
            f.layer.step_back(cells, s)
        f.layer.gradients(f, cells)
        cells.finish(f)

    # -- the same in PyTorch -------------------------------------------------------------------------------------------

    def to_torch(self, shape: Shape, blocks: list[Tensor], buffers: Tensor) -> dict[str, Tensor]:
        tensors = {}
        for suffix, block in zip(("ih_l0", "hh_l0"), blocks, strict=True):
            tensors[f"weight_{suffix}"] = block[:-1].T.contiguous()
            if self.bias:
                tensors[f"bias_{suffix}"] = block[-1].clone()
        return tensors

    def from_torch(self, shape: Shape, tensors: dict[str, Tensor]) -> list[Tensor]:
        made = []
        for suffix in ("ih_l0", "hh_l0"):
            weight = tensors[f"weight_{suffix}"]
            bias = tensors[f"bias_{suffix}"] if self.bias else weight.new_zeros(len(weight))
            made.append(torch.cat([weight.T, bias.unsqueeze(0)]))
        return made


class Step:
    """What one time step reads and writes: views of the layer's buffers, made once."""

    after = da = dh = dz = copy = None

    def __init__(self, seen: Tensor):
        self.seen, self.also = seen, []


class Cells:
    """Buffers of one recurrent layer for one batch size.

    whole   both matrices as one, (rows, wide, out): they lie side by side in the flat buffer. Rows: W_input, b_input, W_hidden,
            b_hidden; ``low`` and ``high`` are the places of the two
    seen    what they multiply, [x_t; 1; h_{t−1}; 1] of every step, (rows, wide, time, batch); of one step when not training
    dh, dz  dL/dh_t (time, rows, units, batch) and dL/dz_t (rows, out, time, batch) of every step
    """

    def __init__(self, f):
        (self.time, features), units = f.slot.in_shape, f.layer.units
        self.training, self.kept = f.training, f.slot.in_shape[0] if f.training else 1
        self.rows, self.units, self.batch = f.rows, units, f.batch
        wide, self.out = features + units + 2, f.slot.blocks[0].fan_out
        self.low, self.high, state = slice(features + 1), slice(features + 1, wide), slice(features + 1, wide - 1)
        self.whole = _together(f.views[0].w, wide)
        self.w_input, self.w_hidden = self.whole[:, :features], self.whole[:, state]
        self.seen = torch.ones(f.rows, wide, self.kept, f.batch)
        self.inputs, self.states = self.seen[:, :features], self.seen[:, state]
        self.steps = [Step(self.seen[:, :, t % self.kept]) for t in range(self.time)]
        answers = f.a_out.unflatten(1, (-1, units))
        for t, s in enumerate(self.steps[:-1], start=1):
            s.h = self.states[:, :, t % self.kept]
            s.copy = answers[:, t - 1] if f.layer.returns == "all" else None
        self.steps[-1].h = answers[:, -1]
        if f.training:
            self._backward(f, features)

    def _backward(self, f, features: int) -> None:
        rows, wide, out = self.rows, self.whole.shape[1], self.out
        if f.layer.joined:
            alone = f.views[0].gw_flat is None
            self.gw = _together(f.views[0].gw, wide) if alone else torch.empty(rows, wide, out)
            if not alone:
                for view, part in zip(f.views, (self.low, self.high), strict=True):
                    view.lay(self.gw[:, part], apart=True)  # so that who looks at a matrix's gradient sees this one
                f.gw, f.gw_row, f.gw_bias = f.views[0].gw, f.views[0].gw_row, f.views[0].gw_bias
        self.no_biases = [] if f.layer.bias else [view.gw_bias for view in f.views]
        self.dh = torch.empty(self.time, rows, self.units, self.batch)
        self.dz = torch.empty(rows, out, self.time, self.batch)
        self.dx = torch.empty(rows, features, self.time * self.batch) if f.dx is not None else None
        arriving = f.da.unflatten(1, (-1, self.units))
        for t, s in enumerate(self.steps):
            s.dh, s.dz = self.dh[t], self.dz[:, :, t]
            s.after = self.steps[t + 1] if t + 1 < self.time else None
            if s.after is None:
                s.da = arriving[:, -1]
            elif f.layer.returns == "all":
                s.also.append(arriving[:, t])

    def begin(self, x: Tensor) -> None:
        """Inputs (rows, time, features, batch) to their places, and the state before the first step."""
        if self.training:
            self.inputs.copy_(x.transpose(1, 2))
        self.states[:, :, 0].zero_()

    def every(self, units: int, more: int = 0) -> Tensor:
        """A buffer of ``units`` numbers for each step that is kept, (kept + more, rows, units, batch)."""
        return torch.zeros(self.kept + more, self.rows, units, self.batch)

    def finish(self, f) -> None:
        """Biases that are not there get no gradient; dL/dx to where the layer below reads it."""
        for row in self.no_biases:
            row.zero_()
        if self.dx is not None:
            f.dx.unflatten(1, f.slot.in_shape).copy_(self.dx.unflatten(2, (self.time, -1)).transpose(1, 2))


def weight_gradient(seen: Tensor, dz: Tensor, gw: Tensor) -> None:
    """dL/dW = Σ over steps and points of seen · dzᵀ: one product. seen (rows, in, time, batch), dz (rows, out, time, batch)."""
    seen, dz = seen.flatten(2), dz.flatten(2)
    if gw.shape[2] > 1:
        product(seen, dz.mT, gw)()
    else:  # as in BlockView: a column is made the other way round
        product(dz, seen.mT, gw.mT)()


def _together(first: Tensor, wide: int) -> Tensor:
    """The matrix of ``wide`` rows that begins where ``first`` begins, in the same memory."""
    rows, _, out = first.shape
    return first.as_strided((rows, wide, out), (first.stride(0), out, 1))
