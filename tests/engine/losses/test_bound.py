"""A loss bound to its buffers reads what is in them when it is called, and answers as its gradient does."""

import pytest
import torch

from engine.losses import registry


@pytest.mark.parametrize("name", registry.entries)
@pytest.mark.parametrize(("rows", "points"), [(1, 1), (1, 10), (7, 1), (7, 33)])
def test_bound_is_the_gradient_of_what_is_then_there(name, rows, points):
    loss, source = registry.entries[name](), torch.Generator().manual_seed(1)
    units = 3 if "multiclass" in loss.outputs else 1
    y, target, out = (torch.empty(rows, units, points) for _ in range(3))
    settings = {"delta": torch.full((rows, 1, 1), 0.7)}
    call = loss.bound(y, target, settings, out)
    for _ in range(2):
        y.copy_(torch.randn(y.shape, generator=source))
        target.copy_(loss_targets(target, source))
        call()
        assert torch.equal(out, loss.gradient(y, target, settings, torch.empty_like(out)))
        alone = torch.empty_like(out[:1])
        loss.bound(y[-1:].clone(), target[-1:].clone(), {"delta": settings["delta"][-1:]}, alone)()
        assert torch.equal(alone[0], out[-1]), "the same bits in any company"


def loss_targets(like, source):
    return (torch.rand(like.shape, generator=source) < 0.5).to(like.dtype)
