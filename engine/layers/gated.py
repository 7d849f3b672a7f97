"""The gates of LSTM and GRU from safe operations: the logistic ones side by side, then those that are tanh."""

from __future__ import annotations

import torch


class Gates:
    """Weights turned so that σ(z) = 1 ÷ (1 + exp(−z)) needs no minus at every step, and gates in the order they are computed in.

    ``order`` names the gates of the matrices, torch's order, one after the other; the first ``logistic`` of them are logistic.
    Turning a sign is exact in floating point, so it is done to the weights, once a batch.
    """

    def __init__(self, cells, order: tuple[int, ...], logistic: int):
        units = cells.units
        self.order = torch.cat([torch.arange(gate * units, (gate + 1) * units) for gate in order])
        self.turned = torch.empty(cells.whole.shape, dtype=cells.whole.dtype)
        self.w = self.turned.mT
        self.cut = logistic * units

    def turn(self, cells) -> None:
        """Take over the weights as they are now."""
        torch.index_select(cells.whole, 2, self.order, out=self.turned)
        self.turned[:, :, : self.cut].neg_()
