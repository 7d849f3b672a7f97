"""Dropout's masks of a company: drawn for each member, layer, epoch and batch by its key, so the same in any company."""

from __future__ import annotations

import torch

from engine import rng
from engine.plan import Plan


class Dropout:
    """Draws the masks of those layers that drop units; ``on`` says whether any does."""

    def __init__(self, plans: list[Plan], device: torch.device):
        self.plans, self.device, self.rates, self.counters = plans, device, {}, {}
        for index, slot in enumerate(plans[0].slots):
            if slot.layer.drop_rate > 0:
                self.rates[index] = torch.tensor([plan.slots[index].layer.drop_rate for plan in plans]).view(-1, 1, 1)
                self.counters[index] = torch.arange(slot.fan_out * plans[0].batch).view(1, slot.fan_out, plans[0].batch)
        self.on = bool(self.rates)

    def prepare(self, epochs: list[int]) -> None:
        """The keys of the members' epochs (1-based)."""
        self.keys = {
            layer: torch.tensor(
                [rng.key(p.spec.seed, "dropout", layer + 1, e) for p, e in zip(self.plans, epochs, strict=True)],
                device=self.device,
            ).view(-1, 1, 1)
            for layer in self.rates
        }

    def draw(self, stack: list, index: int) -> None:
        """Masks of batch ``index`` of the epoch, into the frames of a stack."""
        for layer, rate in self.rates.items():
            frame = stack[layer]
            rng.keep_mask(self.keys[layer], index, self.counters[layer][:, :, : frame.batch], rate, frame.mask)
