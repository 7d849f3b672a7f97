"""What holds for every activation, found by discovery: a new one is tested here without a line being written."""

import pytest
import torch

from engine.activations import registry

ENTRIES = list(registry)
every_activation = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model_fields["name"].default for entry in ENTRIES])
Z = torch.linspace(-4, 4, 2 * 3 * 7).view(2, 3, 7)


@every_activation
def test_forward_writes_into_a_slice_and_touches_nothing_beside_it(entry):
    buffer = torch.full((2, 4, 7), 9.0)
    assert entry.forward(Z, buffer[:, :3]).data_ptr() == buffer.data_ptr()
    assert torch.equal(buffer[:, :3], entry.forward(Z, torch.empty_like(Z)))
    assert (buffer[:, 3] == 9.0).all()


@every_activation
def test_backward_may_write_over_the_gradient_it_was_given_and_leaves_z_and_a(entry):
    z, a = Z.clone(), entry.forward(Z, torch.empty_like(Z))
    grad = torch.linspace(-1, 1, Z.numel()).view_as(Z)
    apart = entry.backward(grad.clone(), z, a, torch.empty_like(z))
    kept, over = a.clone(), grad.clone()
    assert torch.equal(entry.backward(over, z, a, over), apart)
    assert over.equal(apart) and torch.equal(z, Z) and torch.equal(a, kept)


@every_activation
def test_gradient_is_the_slope_by_central_differences(entry):
    z, step = Z.double() + 1e-3, 1e-6  # beside the corner of the pieces, where there is no slope
    a = entry.forward(z, torch.empty_like(z))
    ours = entry.backward(torch.ones_like(z), z, a, torch.empty_like(z))
    ahead, behind = (entry.forward(z + s, torch.empty_like(z)) for s in (step, -step))
    torch.testing.assert_close(ours, (ahead - behind) / (2 * step), rtol=0, atol=1e-8)


@every_activation
def test_a_number_that_is_none_is_not_hidden(entry):
    z = torch.tensor([[[float("nan")]]])
    assert entry.forward(z, torch.empty_like(z)).isnan().all()
