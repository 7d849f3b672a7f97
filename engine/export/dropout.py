"""Dropout with the run's own masks, as exported scripts carry it."""

import torch
from torch import nn

from engine.export.draws import key


class Dropout(nn.Module):
    """nn.Dropout(p) whose draws can be repeated: a unit is kept or not by a hash of seed, layer, epoch, batch and place.

    nn.Dropout would do as well, with other draws. The hash is MurmurHash3's finaliser (A. Appleby, 2008).
    """

    epoch, batch = 1, 0  # where training stands; the loop says so

    def __init__(self, p, *, layer, batch_size, seed):
        super().__init__()
        self.p, self.layer, self.batch_size, self.seed = p, layer, batch_size, seed

    def forward(self, x):  # (points, units) or (points, channels, height, width)
        if not self.training:
            return x
        units = x[0].numel()
        place = torch.arange(units * self.batch_size).view(units, self.batch_size)[:, : len(x)].T
        start = torch.tensor(key(self.seed, "dropout", self.layer, Dropout.epoch)) + Dropout.batch
        h = start * 3935559000370003845 + place * -7046029254386353131  # 64 bits that wrap round
        for multiplier in (-49064778989728563, -4265267296055464877):
            h = (h ^ ((h >> 33) & (2**31 - 1))) * multiplier
        h = h ^ ((h >> 33) & (2**31 - 1))
        kept = (h & (2**24 - 1)) >= int(torch.tensor(self.p) * 2**24)
        return x * kept.view_as(x) / (1 - self.p)
