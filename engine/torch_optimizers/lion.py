"""Lion as a torch.optim.Optimizer. Source: Chen and others (2023), algorithm 2."""

import torch


class Lion(torch.optim.Optimizer):
    """u = sign(β₁m + (1−β₁)g), p ← p − η·u, m ← β₂m + (1−β₂)g."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99)):
        super().__init__(params, {"lr": lr, "betas": betas})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                p -= group["lr"] * torch.sign(beta1 * m + (1 - beta1) * p.grad)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)
