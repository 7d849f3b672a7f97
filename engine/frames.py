"""Preallocated buffers for one batch size: what a layer reads and writes. Nothing is allocated while a step runs."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor


class Frame:
    """Buffers of one layer for ``rows`` replicas and ``batch`` points. Tensors are (replica, unit, batch).

    x     inputs with a last row of ones, (rows, fan_in + 1, batch); it is the layer below's output buffer
    z, a  pre-activation and activation; a_out is where the next layer reads (``a`` itself unless there is dropout)
    da    dL/da, overwritten with dL/dz; dx is the layer below's da, None for the first layer
    w     weights without the bias row (rows, fan_in, fan_out); wt the whole block transposed
    gw    dL/dW with the bias row last, contiguous; for a lone row a view of the flat gradient
    """

    def __init__(self, slot, weights: Tensor, batch: int, gradient: Tensor | None):
        rows, self.slot = weights.shape[0], slot
        block = weights[:, slot.start : slot.stop].view(rows, slot.fan_in + 1, slot.fan_out)
        self.w, self.wt = block[:, :-1], block.mT
        self.activate, self.slope = slot.activation.forward, slot.activation.backward
        self.forward, self.backward = slot.layer.forward, slot.layer.backward
        self.bias = slot.layer.bias
        self.z = torch.empty(rows, slot.fan_out, batch)
        self.x = self.mask = self.dx = None
        self.a = self.a_out = self.z
        if gradient is not None:
            self.da = torch.empty_like(self.z)
            self.dat = self.da.mT
            shape = (rows, slot.fan_in + 1, slot.fan_out)
            # The product wants a contiguous result: a lone row's slice of the flat gradient is, a company's is not.
            self.gw = gradient[:, slot.start : slot.stop].view(shape) if rows == 1 else torch.empty(shape)
            # One unit: the product is made the other way round, (1, batch)·(batch, fan_in + 1), into the same memory. As a
            # column, MKL sums a lone row's batch in another order than a company's.
            self.gw_row = self.gw.mT if slot.fan_out == 1 else None
            self.gw_bias = self.gw[:, -1]
            self.gw_flat = self.gw.view(rows, -1)


def frames(plan, weights: Tensor, batch: int, gradient: Tensor | None = None) -> list[Frame]:
    """One frame a layer over the flat ``weights`` (rows, size), each wired to its neighbours.

    With ``gradient`` (rows, size) the frames train: they have backward buffers and dropout. Without, they evaluate.
    """
    made = [Frame(slot, weights, batch, gradient) for slot in plan.slots]
    rows = weights.shape[0]
    for below, above in itertools.pairwise(made):
        above.x = torch.ones(rows, above.slot.fan_in + 1, batch)
        below.a_out = above.x[:, : below.slot.fan_out]
        drops = gradient is not None and below.slot.layer.dropout > 0
        below.a = torch.empty_like(below.z) if drops else below.a_out
        below.mask = torch.empty_like(below.z) if drops else None
        if gradient is not None:
            above.dx = below.da
    last = made[-1]
    if last.activate is not _identity():  # an identity output needs no second buffer
        last.a = last.a_out = torch.empty_like(last.z)
    return made


def _identity():
    from engine.activations import registry

    return registry["identity"].forward


def forward(stack: list[Frame], x: Tensor) -> Tensor:
    """Outputs (rows, outputs, batch) for inputs x (rows, features + 1, batch)."""
    stack[0].x = x
    for frame in stack:
        frame.forward(frame)
    return stack[-1].a


def backward(stack: list[Frame], gradient: Tensor) -> None:
    """Gradients of every layer, into ``gradient`` (rows, size), from ``stack[-1].da`` (dL/da of the output layer)."""
    for frame in reversed(stack):
        frame.backward(frame)
    if len(gradient) > 1:
        torch.cat([frame.gw_flat for frame in stack], dim=1, out=gradient)
