"""Compare an activation's two rules with torch autograd of an independent forward, in both precisions."""

import torch

SCALES = {torch.float32: 1e-6, torch.float64: 1e-12}


def agrees_with(entry, reference):
    for dtype, tolerance in SCALES.items():
        z = torch.cat([torch.linspace(-30, 30, 601), torch.tensor([0.0, -0.0, 1e-3, -1e-3])]).to(dtype).view(1, 5, 121)
        z.requires_grad_()
        wanted = reference(z)
        push = torch.randn(z.shape, dtype=dtype, generator=torch.Generator().manual_seed(1))
        wanted.backward(push)
        with torch.no_grad():
            a = entry.forward(z.detach(), torch.empty_like(z))
            slope = entry.backward(push.clone(), z.detach(), a, torch.empty_like(z))
            own = push.clone()
            in_place = entry.backward(own, z.detach(), a, own)
        assert torch.linalg.norm(a - wanted) <= tolerance * torch.linalg.norm(wanted)
        assert torch.linalg.norm(slope - z.grad) <= tolerance * torch.linalg.norm(z.grad)
        assert torch.equal(in_place, slope)


def slope_matches_differences(entry, points=(-3.0, -0.7, 0.4, 2.5), step=1e-6):
    """Central differences in float64, away from kinks."""
    z = torch.tensor(points, dtype=torch.float64).view(1, 1, -1)
    with torch.no_grad():
        up, down = (entry.forward(z + sign * step, torch.empty_like(z)) for sign in (1, -1))
        a = entry.forward(z, torch.empty_like(z))
        slope = entry.backward(torch.ones_like(z), z, a, torch.empty_like(z))
    assert torch.allclose(slope, (up - down) / (2 * step), rtol=1e-7, atol=1e-9)
