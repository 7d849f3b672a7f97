"""Full passes over all points, training points first, for so many rows of parameters at a time: buffers, points and targets."""

from __future__ import annotations

import torch
from torch import Tensor

from engine import rng
from engine.batches import WIDE
from engine.device import made_on
from engine.frames import Frame, forward, frames
from engine.layout import points_at_once
from engine.plan import Plan


class Passes:
    """Passes of ``rows`` parameter rows, in evaluation mode. Row r belongs to ``plans[r % len(plans)]``.

    params, buffers   what to pass with, (rows, size) and (rows, buffer size): to be filled before each pass
    x, y              points and targets (rows, …, points); rows that share them have stride 0
    settings          the loss's numbers (rows, 1, 1)
    """

    def __init__(self, plans: list[Plan], rows: int, loss_settings: dict[str, Tensor], device: torch.device):
        self.plan, self.rows, self.device = plans[0], rows, device
        with made_on(device):
            self._make(plans, loss_settings)

    def _make(self, plans: list[Plan], loss_settings: dict[str, Tensor]) -> None:
        plan, rows = self.plan, self.rows
        self.params = torch.zeros(rows, plan.size)
        self.buffers = torch.zeros(rows, plan.buffer_size)
        self.points = plan.train_count + plan.test_count
        self.drops = any(fault.drops_at_test for fault in plan.faults)
        self.at_once = points_at_once(plan.slots, self.points)
        sizes = {self.at_once, self.points % self.at_once} - {0}
        self.stacks = {size: frames(plan, self.params, size, buffers=self.buffers, drops=self.drops) for size in sizes}
        self.pieces = [slice(low, min(low + self.at_once, self.points)) for low in range(0, self.points, self.at_once)]
        shared = all(p.x is plan.x and p.y is plan.y for p in plans)
        self.own = plans[:1] if shared else [plans[row % len(plans)] for row in range(rows)]  # whose points are whose
        self.x = self._points().to(self.device).expand(rows, -1, -1)
        self.y = torch.stack([p.y.T for p in self.own]).to(self.device).expand(rows, -1, -1)
        self.settings = {name: value.repeat(rows // len(value), 1, 1) for name, value in loss_settings.items()}

    def _points(self) -> Tensor:
        """Inputs of own rows (own, features + 1, points): of wide points a view, which products take as it is, so that all
        passes and batches read the same memory; others unit by unit."""
        if self.plan.x.shape[1] < WIDE or not self.plan.slots[0].layer.reads_flat:
            return torch.stack([p.x.T for p in self.own]).contiguous()
        return (self.plan.x.unsqueeze(0) if len(self.own) == 1 else torch.stack([p.x for p in self.own])).mT

    def stack(self, piece: slice, drawn: list[tuple[Tensor, Tensor]] | None = None) -> list[Frame]:
        """The frames, after a pass over some of the points. ``drawn``: keys and rates of each layer's dropout masks."""
        stack = self.stacks[piece.stop - piece.start]
        if self.drops:
            for frame, (keys, rates) in zip(stack, drawn, strict=True):
                if frame.mask is not None:
                    counters = torch.arange(frame.slot.fan_out * self.points, device=self.device).view(1, -1, self.points)
                    rng.keep_mask(keys, self.plan.steps_per_epoch, counters[:, :, piece], rates, frame.mask)
        forward(stack, self.x[:, :, piece] if len(self.pieces) > 1 else self.x)
        return stack

    def answers(self, drawn: list[tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """Outputs (rows, outputs, points), in a buffer that the next pass overwrites."""
        if len(self.pieces) == 1:
            return self.stack(self.pieces[0], drawn)[-1].a
        return torch.cat([self.stack(piece, drawn)[-1].a.clone() for piece in self.pieces], dim=2)
