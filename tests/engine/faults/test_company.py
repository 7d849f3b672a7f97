"""A fault that changes gradients changes them alike alone and in company, wherever a layer keeps them until it is done."""

import pytest

from engine.spec import parse
from tests.engine.companies import alone, together


@pytest.mark.parametrize("fault", ["bias_not_updated", "transposed_gradient"])
@pytest.mark.parametrize("layer", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("units", [1, 3])
def test_recurrent_gradients(fault, layer, units):
    recipe = {
        "data": {"name": "remember_first", "samples": 100},
        "network": {"layers": [{"name": layer, "units": units}, {"name": "dense", "units": 2}]},
        "loss": {"name": "cross_entropy"},
        "training": {"epochs": 2, "batch_size": 20},
        "faults": [fault],
    }
    specs = [parse({**recipe, "seed": seed}) for seed in range(3)]
    for spec, left in zip(specs, together(specs), strict=True):
        assert not alone(spec).differs_from(left)
