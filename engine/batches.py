"""The training points of every member in the order of an epoch, cut into batches. Buffers are made once and refilled."""

from __future__ import annotations

import torch
from torch import Tensor

from engine import rng
from engine.plan import Plan

WIDE = 64  # units from which whole points are copied; narrower ones are gathered unit by unit, which needs no transposing


class Batches:
    """``draw`` an epoch's orders; then batch ``index`` is (x (rows, features + 1, batch), y (rows, outputs, batch))."""

    def __init__(self, plans: list[Plan]):
        self.plans, self.count = plans, plans[0].train_count
        self.order = torch.empty(len(plans), self.count, dtype=torch.int64)
        self.order_of = list(self.order.unbind(0))
        self.generator = torch.Generator()
        shared = all(plan.x is plans[0].x and plan.y is plans[0].y for plan in plans)
        pick = plans[:1] if shared else plans
        self.x = self._source([plan.x for plan in pick])
        self.y = self._source([plan.y for plan in pick])
        size = plans[0].batch
        self.cut = [(x, y) for x, y in zip(self.x[1].split(size, dim=2), self.y[1].split(size, dim=2), strict=True)]

    def _source(self, values: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Training points (rows, units, points) and a buffer like them for the points in order."""
        rows, source = len(self.plans), torch.stack([each[: self.count] for each in values])
        units = source.shape[2]
        if units < WIDE:
            return source.mT.contiguous().expand(rows, -1, -1), torch.empty(rows, units, self.count)
        return source.mT.expand(rows, -1, -1), torch.empty(rows, self.count, units).mT

    def draw(self, epochs: list[int]) -> None:
        """Put each member's points in the order of its epoch (1-based)."""
        for plan, epoch, order in zip(self.plans, epochs, self.order_of, strict=True):
            rng.permutation(plan.spec.seed, epoch, self.count, self.generator, out=order)
        for source, ordered in (self.x, self.y):
            if ordered.is_contiguous():
                torch.gather(source, 2, self.order.unsqueeze(1).expand_as(ordered), out=ordered)
            else:
                for points, order, out in zip(source.mT, self.order_of, ordered.mT, strict=True):
                    torch.index_select(points, 0, order, out=out)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.cut[index]
