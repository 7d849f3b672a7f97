"""BFGS with a line search as a torch.optim.Optimizer. Source: Nocedal and Wright (2006), algorithm 6.1, eq. 6.17 and 6.20."""

import torch

from engine.torch_optimizers.full_batch import FullBatch
from engine.torch_optimizers.line_search import strong_wolfe


class BFGS(FullBatch):
    """w ← w − α·Bg; B, a guess at the inverse Hessian, learns from how the gradient changed."""

    def __init__(self, params, lr=1.0):
        super().__init__(params, lr=lr)
        self.inverse = None

    def step(self, closure):
        here = self.look(closure, self.place())
        w, _, g = here
        direction = -g if self.inverse is None else -self.inverse @ g
        first = min(1.0, 1 / (g.norm().item() or 1.0)) if self.inverse is None else 1.0
        there, length = strong_wolfe(lambda w: self.look(closure, w), here, direction, self.group["lr"] * first, c2=0.9)
        self.go_to(there[0])
        if not length:
            self.inverse = None  # what it learned leads nowhere: begin again
            return
        s, y = there[0] - w, there[2] - g
        if s @ y <= 1e-10 * s.norm() * y.norm():
            return  # says nothing about curvature
        eye = torch.eye(len(w), dtype=w.dtype)
        if self.inverse is None:
            self.inverse = eye * (s @ y) / (y @ y)
        left = eye - torch.outer(s, y) / (s @ y)
        self.inverse = left @ self.inverse @ left.T + torch.outer(s, s) / (s @ y)
