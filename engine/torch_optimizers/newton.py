"""Newton's method and Gauss-Newton as torch.optim.Optimizers. Source: Nocedal and Wright (2006), eq. 2.15 and §10.3."""

import torch

from engine.torch_optimizers.full_batch import FullBatch
from engine.torch_optimizers.line_search import strong_wolfe


class Newton(FullBatch):
    """w ← w − η·(H + μI)⁻¹g. ``matrix`` gives the Hessian H where the weights stand."""

    def __init__(self, params, lr=1.0, damping=0.0):
        super().__init__(params, lr=lr, damping=damping)

    def step(self, closure, matrix):
        w, _, g = self.look(closure, self.place())
        self.go_to(w + self.group["lr"] * shortest_step(matrix(), g, self.group["damping"]))


class GaussNewton(FullBatch):
    """w ← w + α·d with (M + μI)·d = −g, α by a line search. ``matrix`` gives M = JᵀBJ where the weights stand."""

    def __init__(self, params, lr=1.0, damping=0.0):
        super().__init__(params, lr=lr, damping=damping)

    def step(self, closure, matrix):
        here = self.look(closure, self.place())
        direction = shortest_step(matrix(), here[2], self.group["damping"])
        there, _ = strong_wolfe(lambda w: self.look(closure, w), here, direction, self.group["lr"], c2=0.9)
        self.go_to(there[0])


def shortest_step(matrix, g, damping):
    """The shortest of all d that solve (M + μI)·d = −g: directions without curvature get no step instead of an endless one."""
    if not matrix.isfinite().all():
        return torch.full_like(g, torch.nan)
    values, vectors = torch.linalg.eigh(matrix)
    flat_ones = (values + damping).abs() <= 1e-8 * values.abs().max()
    along = (vectors.T @ g) / torch.where(flat_ones, torch.inf, values + damping)
    return -vectors @ along
