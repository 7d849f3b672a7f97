"""Compare a loss's value and gradient with an independent one under torch autograd, in both precisions."""

import torch

SCALES = {torch.float32: 1e-6, torch.float64: 1e-12}


def agrees_with(entry, reference, targets, outputs=1, h=None, spread=3.0):
    """reference(y, target) → mean loss of one replica, both (batch, outputs); targets(batch) → (outputs, batch)."""
    for dtype, tolerance in SCALES.items():
        draw = torch.Generator().manual_seed(5)
        y = (torch.randn(3, outputs, 17, generator=draw) * spread).to(dtype)
        target = torch.stack([targets(17, draw) for _ in range(3)]).to(dtype)
        settings = {name: torch.full((3, 1, 1), value, dtype=dtype) for name, value in (h or {}).items()}
        with torch.no_grad():
            each = entry.pointwise(y, target, settings)
            slope = entry.gradient(y, target, settings, torch.empty_like(y))
        assert each.shape == (3, 17)
        for replica in range(3):
            leaf = y[replica].T.clone().requires_grad_()
            wanted = reference(leaf, target[replica].T)
            wanted.backward()
            assert abs(each[replica].mean() - wanted) <= tolerance * max(1.0, abs(wanted))
            assert torch.linalg.norm(slope[replica].T - leaf.grad) <= tolerance * max(torch.linalg.norm(leaf.grad), 0.1)


def values(count, draw):
    return torch.randn(1, count, generator=draw)


def signs(count, draw):
    return torch.randint(0, 2, (1, count), generator=draw) * 2.0 - 1.0


def bits(count, draw):
    return torch.randint(0, 2, (1, count), generator=draw).float()


def one_of_three(count, draw):
    return torch.eye(3)[torch.randint(0, 3, (count,), generator=draw)].T


def by_hand(entry, outputs, targets, **h):
    """(loss of each point, gradient) for one replica, float64."""
    y, t = (torch.tensor(values, dtype=torch.float64).unsqueeze(0) for values in (outputs, targets))
    h = {name: torch.full((1, 1, 1), value, dtype=torch.float64) for name, value in h.items()}
    return entry.pointwise(y, t, h)[0].tolist(), entry.gradient(y, t, h, torch.empty_like(y))[0].tolist()
