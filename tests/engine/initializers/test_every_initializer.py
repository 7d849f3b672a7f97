"""What holds for every initializer, found by discovery: a new one is tested here without a line being written."""

import pytest
import torch

from engine import rng
from engine.initializers import registry

ENTRIES = list(registry)
every_initializer = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model_fields["name"].default for entry in ENTRIES])


@every_initializer
@pytest.mark.parametrize("fan_in, fan_out", [(1, 1), (2, 6), (64, 3)])
def test_a_layer_gets_finite_weights_and_biases_of_its_shape(entry, fan_in, fan_out):
    weights = entry().weights(fan_in, fan_out, rng.generator(0, "init", 1))
    bias = entry().bias(fan_in, fan_out, rng.generator(0, "init", 1))
    assert weights.shape == (fan_in, fan_out) and bias.shape == (fan_out,)
    assert weights.dtype == bias.dtype == torch.float32 and weights.isfinite().all() and bias.isfinite().all()


@every_initializer
def test_seed_and_layer_decide_the_draw(entry):
    def draw(seed, layer):
        return entry().weights(7, 5, rng.generator(seed, "init", layer))

    assert torch.equal(draw(3, 1), draw(3, 1))
    if draw(3, 1).any():  # all but zeros
        assert not torch.equal(draw(3, 1), draw(4, 1)) and not torch.equal(draw(3, 1), draw(3, 2))


@every_initializer
def test_biases_start_at_0_unless_the_page_says_otherwise(entry):
    bias = entry().bias(4, 1000, rng.generator(0, "init", 1))
    assert not bias.any() or "biases ~" in entry.__doc__.partition("\n")[0]
