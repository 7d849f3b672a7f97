"""Levenberg-Marquardt as a torch.optim.Optimizer. Source: Madsen, Nielsen and Tingleff (2004), algorithm 3.16."""

import math

import torch

from engine.torch_optimizers.full_batch import FullBatch


class LevenbergMarquardt(FullBatch):
    """w ← w − η·(M + λI)⁻¹g: λ grows until the loss falls, and shrinks while the fall is the one foretold."""

    def __init__(self, params, lr=1.0, tau=0.001):
        super().__init__(params, lr=lr, tau=tau)
        self.damping, self.growth = None, 2.0

    def step(self, closure, matrix):
        w, loss, g = self.look(closure, self.place())
        m = matrix()
        if self.damping is None:
            self.damping = self.group["tau"] * (m.diagonal().abs().max().item() or 1.0)
        for _ in range(10):
            factor, failed = torch.linalg.cholesky_ex(m + self.damping * torch.eye(len(m), dtype=m.dtype))
            if not failed:
                step = -self.group["lr"] * torch.cholesky_solve(g.unsqueeze(1), factor).squeeze(1)
                _, there, _ = self.look(closure, w + step)
                foretold = -float(g @ step + 0.5 * step @ m @ step)
                gain = (loss - there) / foretold if foretold > 0 else -1.0
                if math.isfinite(there) and gain > 0:
                    self.damping *= max(1 / 3, 1 - (2 * gain - 1) ** 3)
                    self.growth = 2.0
                    return
            self.damping *= self.growth
            self.growth *= 2
        self.growth = 2.0
        self.go_to(w)
