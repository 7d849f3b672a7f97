"""Preallocated buffers for one batch size: what a layer reads and writes. Nothing is allocated while a step runs."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

MOST_SEEN = 512  # inputs of a first layer to which products are kept bound


class BlockView:
    """One matrix of a layer, seen in the flat buffers.

    w     weights without the bias row (rows, fan_in, fan_out); wt the whole block transposed
    gw    dL/dW with the bias row last: a view of the flat gradient, or ``apart`` and contiguous
    home  where dL/dW belongs in the flat gradient, (rows, numbers); gw_flat what has to be copied there, None where gw is there
    """

    def __init__(self, block, weights: Tensor, gradient: Tensor | None, apart: bool):
        whole, rows = block.of(weights), len(weights)
        self.w, self.wt, self.bias = whole[:, :-1], whole.mT, block.bias
        self.gw = self.gw_row = self.gw_bias = self.home = self.gw_flat = None
        if gradient is None:
            return
        self.home, apart = gradient[:, block.start : block.stop], apart and rows > 1
        self.lay(torch.empty(whole.shape) if apart else block.of(gradient), apart)

    def lay(self, gw: Tensor, apart: bool) -> None:
        """Let dL/dW be written to ``gw`` (rows, fan_in + 1, fan_out); what lies ``apart`` is copied home from there."""
        self.gw, self.gw_bias = gw, gw[:, -1]
        self.gw_flat = gw.flatten(1) if apart else None
        # One unit: the product is made the other way round, (1, batch)·(batch, fan_in + 1), into the same memory. As a
        # column, MKL sums a lone row's batch in another order than a company's.
        self.gw_row = gw.mT if gw.shape[2] == 1 else None


class Frame:
    """Buffers of one layer for ``rows`` replicas and ``batch`` points. Tensors are (replica, unit, batch).

    x     inputs with a last row of ones, (rows, fan_in + 1, batch); it is the layer below's output buffer
    z, a  pre-activation and activation; a_out is where the next layer reads (``a`` itself unless there is dropout)
    da    dL/da, which the layer may overwrite; dx is the layer below's da, None for the first layer without ``inputs``
    views one :class:`BlockView` a matrix; the first one's w, wt, gw … also stand on the frame itself
    stats the layer's untrained numbers, a view (rows, buffers); source: the frame whose input a residual layer adds
    skips what residual layers add to dx, once the layer has written it
    homecoming  what has to be copied after the backward pass: (place in the flat gradient, dL/dW) of each matrix that lies apart
    sums, answer, back, by_weights, by_inputs   bound to the buffers: z from x, a from z, dL/dz in the place of da, gw from x and
          that, dx from that
    """

    # What every step reads; a layer adds what else it needs in `prepare`.
    __slots__ = (  # noqa: RUF023 (in the order of use)
        "slot", "layer", "rows", "batch", "training", "views", "stats", "passes", "source", "skips", "seen",
        "forward", "backward", "activate", "slope", "sums", "answer", "back", "by_weights", "by_inputs",
        "x", "z", "a", "a_out", "da", "dat", "dx", "mask", "w", "wt", "bias", "gw", "gw_row", "gw_bias", "homecoming", "__dict__",
    )  # fmt: skip

    def __init__(self, slot, weights: Tensor, batch: int, gradient: Tensor | None, buffers: Tensor, drops: bool):
        self.slot, self.layer, self.rows, self.batch = slot, slot.layer, weights.shape[0], batch
        self.training = gradient is not None
        apart = slot.layer.gradient_apart or not weights.is_cpu
        self.views = [BlockView(block, weights, gradient, apart) for block in slot.blocks]
        for name in ("w", "wt", "bias", "gw", "gw_row", "gw_bias"):
            setattr(self, name, getattr(self.views[0], name) if self.views else None)
        self.stats = buffers[:, slot.buffer_start : slot.buffer_stop]
        self.activate, self.slope = slot.activation.forward, slot.activation.backward
        self.forward, self.backward = slot.layer.forward, slot.layer.backward
        self.x = self.mask = self.dx = self.da = self.dat = self.z = self.a = self.a_out = self.source = None
        self.sums = self.by_weights = self.by_inputs = None
        self.seen: dict[int, tuple] = {}
        self.skips: list[Tensor] = []
        self.passes = slot.layer.passes(drops)
        if self.passes:
            return
        if slot.has_activation:
            self.z = torch.empty(self.rows, slot.fan_out, batch)
        if self.training:
            self.da = torch.empty(self.rows, slot.fan_out, batch)
            self.dat = self.da.mT

    def read(self, x: Tensor) -> None:
        """Take ``x`` (rows, fan_in + 1, batch) for the inputs from now on. Batches come again epoch by epoch: what is bound to
        them is kept, with them."""
        self.x = x
        known = self.seen.get(id(x))
        if known is None:
            known = x, self.layer.reading(self) or (None, None)
            if len(self.seen) < MOST_SEEN:
                self.seen[id(x)] = known
        self.sums, self.by_weights = known[1]

    def inputs(self) -> Tensor:
        """The inputs without the row of ones, (rows, fan_in, batch)."""
        return self.x[:, : self.slot.fan_in]


def frames(
    plan,
    weights: Tensor,
    batch: int,
    gradient: Tensor | None = None,
    buffers: Tensor | None = None,
    drops: bool | None = None,
    inputs: bool = False,
) -> list[Frame]:
    """One frame a layer over the flat ``weights`` (rows, size), each wired to its neighbours.

    With ``gradient`` (rows, size) the frames train: they have backward buffers and dropout. Without, they evaluate, and drop
    units only where a planted fault says so (``drops``).
    ``buffers`` (rows, buffer size) holds what is not trained; the plan's first ones where none are given. With ``inputs`` the
    first frame has a ``dx`` too: the gradient goes down to the points themselves.
    """
    if buffers is None:
        buffers = plan.initial_buffers().repeat(len(weights), 1).to(weights.dtype)
    drops = gradient is not None if drops is None else drops
    made = [Frame(slot, weights, batch, gradient, buffers, drops) for slot in plan.slots]
    if inputs:
        made[0].dx = torch.empty(made[0].rows, made[0].slot.fan_in, batch)
    for below, above in itertools.pairwise(made):
        _join(below, above, drops)
    last = made[-1]
    last.a = last.a_out = last.z
    if last.activate is not _identity():  # an identity output needs no second buffer
        last.a = last.a_out = torch.empty_like(last.z)
    for place, frame in enumerate(made):
        if frame.layer.reach:
            frame.source = made[place - frame.layer.reach]
            if frame.da is not None:
                frame.source.skips.append(frame.da)
        frame.layer.prepare(frame)
    for frame in made:
        if frame.z is not None:
            frame.answer = frame.slot.activation.bound(frame.z, frame.a)
        if frame.x is not None:
            frame.read(frame.x)
        if frame.skips:
            frame.backward = _adding_skips(frame.backward)
    if gradient is not None:
        for fault in plan.faults:
            fault.wire(made)
        for frame in made:
            if frame.z is not None:
                whole = frame.da, frame.z, frame.a, frame.da
                own = frame.slope is frame.slot.activation.backward  # no fault has put another in its place
                frame.back = frame.slot.activation.bound_back(*whole) if own else partial(frame.slope, *whole)
            frame.homecoming = [(view.home, view.gw_flat) for view in frame.views if view.gw_flat is not None]
    return made


def _join(below: Frame, above: Frame, drops: bool) -> None:
    """Let ``above`` read where ``below`` writes, and hand its dL/dx down."""
    if below.passes:
        above.x, above.dx = below.x, below.dx
        if below.x is None:
            below.forward = _handing_on(above)
        else:
            below.a = below.a_out = below.inputs()
        return
    above.x = torch.ones(below.rows, below.slot.fan_out + 1, below.batch)
    below.a_out = above.x[:, : below.slot.fan_out]
    masked = drops and below.layer.drop_rate > 0
    aside = masked and below.slot.has_activation
    below.a = torch.empty(below.rows, below.slot.fan_out, below.batch) if aside else below.a_out
    below.mask = torch.empty(below.rows, below.slot.fan_out, below.batch) if masked else None
    above.dx = below.da


def _handing_on(above: Frame) -> Callable[[Frame], None]:
    """A first layer that changes nothing: the next one reads the batch itself."""

    def forward(f: Frame) -> None:
        above.read(f.x)

    return forward


def _adding_skips(backward: Callable[[Frame], None]) -> Callable[[Frame], None]:
    """What residual layers pass back around this layer joins what it passes back itself."""

    def whole(f: Frame) -> None:
        backward(f)
        if f.dx is not None:
            for skip in f.skips:
                f.dx.add_(skip)

    return whole


def _identity():
    from engine.activations import registry

    return registry["identity"].forward


def forward(stack: list[Frame], x: Tensor) -> Tensor:
    """Outputs (rows, outputs, batch) for inputs x (rows, features + 1, batch)."""
    stack[0].read(x)
    for frame in stack:
        frame.forward(frame)
    return stack[-1].a


def backward(stack: list[Frame]) -> None:
    """Gradients of every layer, into the flat gradient the frames were made with, from ``stack[-1].da`` (dL/da of the output)."""
    for frame in reversed(stack):
        frame.backward(frame)
        for home, gw in frame.homecoming:
            home.copy_(gw)
