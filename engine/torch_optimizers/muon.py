"""Muon with AdamW for what is no inner matrix, as a torch.optim.Optimizer. torch.optim.Muon takes matrices only, and rounds to
bfloat16. Source: Jordan and others (2024)."""

import torch


class MuonWithAdamW(torch.optim.Optimizer):
    """Give it all parameters in the model's order: the first and the last matrix are AdamW's unless ``ends``."""

    def __init__(self, params, lr=0.02, momentum=0.95, rest=0.05, ends=False, betas=(0.9, 0.95), eps=1e-10):
        super().__init__(params, {"lr": lr, "momentum": momentum, "rest": rest, "ends": ends, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            matrices = [p for p in group["params"] if p.ndim in (2, 4)]  # a convolution has 4, layer norm over pictures 3
            inner = matrices if group["ends"] else matrices[1:-1]
            for p in group["params"]:
                if any(p is matrix for matrix in inner):
                    self.along_all_directions(p, group)
                else:
                    self.adam(p, group)

    def along_all_directions(self, p, group):
        momentum = group["momentum"]
        m = self.state[p].setdefault("m", torch.zeros_like(p))
        m.lerp_(p.grad, 1 - momentum)
        wanted = p.grad.lerp(m, momentum).flatten(1)
        outputs, inputs = wanted.shape
        p.sub_(orthogonal(wanted).view_as(p), alpha=group["lr"] * max(1, outputs / inputs) ** 0.5)

    def adam(self, p, group):
        (beta1, beta2), state = group["betas"], self.state[p]
        m, v = (state.setdefault(name, torch.zeros_like(p)) for name in "mv")
        state["step"] = step = state.get("step", 0) + 1
        m.lerp_(p.grad, 1 - beta1)
        v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
        size = (v / (1 - beta2**step)).sqrt().add_(group["eps"])
        p.addcdiv_(m, size, value=-group["lr"] * group["rest"] / (1 - beta1**step))


def orthogonal(matrix):
    """All singular values brought near 1, by five Newton-Schulz steps."""
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (2.0315 * gram @ gram - 4.7750 * gram) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x
