"""The training points of every member in the order of an epoch, cut into batches. Buffers are made once and refilled: what is
bound to a batch's buffer stays bound."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.device import CPU
from engine.plan import Plan

WIDE = 64  # numbers a point from which copying whole points beats gathering them unit by unit


class Batches:
    """``draw`` an epoch's orders; then batch ``index`` is (x (rows, features + 1, batch), y (rows, outputs, batch))."""

    def __init__(self, plans: list[Plan], device: torch.device):
        self.plans, self.count, self.device = plans, plans[0].train_count, device
        self.order = torch.empty(len(plans), self.count, dtype=torch.int64, device=CPU)  # drawn here, whatever trains
        self.order_there = self.order.to(device)  # on the processor the very same
        self.order_of = list(self.order.unbind(0))
        self.generator, self.seeds = torch.Generator(), [plan.spec.seed for plan in plans]
        shared = all(plan.x is plans[0].x and plan.y is plans[0].y for plan in plans)
        pick = plans[:1] if shared else plans
        self.x, self.y = self._ordered([plan.x for plan in pick]), self._ordered([plan.y for plan in pick])

    def _ordered(self, values: list[Tensor]) -> Narrow | Wide:
        rows, own = len(self.plans), [each[: self.count] for each in values]
        points = (own[0].unsqueeze(0) if len(own) == 1 else torch.stack(own)).to(self.device)
        kind = Narrow if points.shape[2] < WIDE else Wide
        return kind(points.expand(rows, -1, -1), self.plans[0].batch)

    def draw(self, epochs: list[int]) -> None:
        """Put each member's points in the order of its epoch (1-based)."""
        drawn: dict[tuple[int, int], int] = {}  # the cells of a sweep often share their seeds, and so their orders
        rows, like = [], []
        for row, (seed, epoch) in enumerate(zip(self.seeds, epochs, strict=True)):
            first = drawn.setdefault((seed, epoch), row)
            if first == row:
                self.plans[row].order(epoch, self.generator, out=self.order_of[row])
            else:
                rows.append(row)
                like.append(first)
        if rows:
            self.order.numpy()[rows] = self.order.numpy()[like]
        if self.order_there is not self.order:
            self.order_there.copy_(self.order)
        self.x.sort(self.order_there)
        self.y.sort(self.order_there)

    def points(self, index: int) -> Tensor:
        """Places in the training set of batch ``index``, (rows, batch)."""
        batch = self.plans[0].batch
        return self.order_there[:, index * batch : (index + 1) * batch]

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.x[index], self.y[index]


class Narrow:
    """Few numbers a point: gathered unit by unit, so nothing is transposed, then laid out batch by batch."""

    def __init__(self, points: Tensor, batch: int):
        """points (rows, points, units), float32; rows that share their points have stride 0."""
        self.source = points[:1].mT.contiguous().expand_as(points.mT) if points.stride(0) == 0 else points.mT.contiguous()
        rows, units, count = self.source.shape
        self.ordered = torch.empty(rows, units, count)
        whole, full = count - count % batch, count // batch
        # Steps read contiguous batches: slices of the ordered points would cost a lone run a fifth of its products.
        self.moves = [
            (torch.empty(full, rows, units, batch), self.ordered[:, :, :whole].unflatten(2, (full, batch)).permute(2, 0, 1, 3))
        ]
        if count > whole:
            self.moves.append((torch.empty(1, rows, units, count - whole), self.ordered[:, :, whole:].unsqueeze(0)))
        self.batches = [batch for to, _ in self.moves for batch in to.unbind(0)]

    def __getitem__(self, index: int) -> Tensor:
        return self.batches[index]

    def sort(self, order: Tensor) -> None:
        """Refill the batches by order (rows, points), int64."""
        torch.gather(self.source, 2, order.unsqueeze(1).expand_as(self.ordered), out=self.ordered)
        for to, part in self.moves:
            to.copy_(part)


class Wide:
    """Many numbers a point: whole points are copied, a batch when it is asked for, so that its step finds it in the processor's
    nearest memory. A batch is a transposed view, which products take as it is."""

    def __init__(self, points: Tensor, batch: int):
        rows, count, units = points.shape
        self.source, self.batch, self.full = points, batch, count // batch
        self.buffers = [torch.empty(rows, size, units) for size in (batch, count % batch)]
        self.views = [buffer.mT for buffer in self.buffers]
        self.take = _by_numpy if points.is_cpu else _by_torch

    def sort(self, order: Tensor) -> None:
        """Take batches by order (rows, points), int64, from now on."""
        self.order = order

    def __getitem__(self, index: int) -> Tensor:
        kind, low = int(index >= self.full), index * self.batch
        chosen = self.order[:, low : low + self.batch]
        for points, own, out in zip(self.source, chosen, self.buffers[kind], strict=True):
            self.take(points, own, out)
        return self.views[kind]


def _by_numpy(points: Tensor, order: Tensor, out: Tensor) -> None:
    # Unchecked, since an order names no place beyond the points: checking would gather into a buffer and copy from there.
    np.take(points.numpy(), order.numpy(), axis=0, out=out.numpy(), mode="clip")


def _by_torch(points: Tensor, order: Tensor, out: Tensor) -> None:
    torch.index_select(points, 0, order, out=out)
