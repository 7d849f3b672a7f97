import pytest

from tests.engine.layers.recurrent import any_shape, is_its_central_differences, is_torchs, keeps_its_bits

LAYER = {"name": "rnn", "units": 5}
STACKED = [{**LAYER, "returns": "all"}, {**LAYER, "units": 3, "bias": False}]


@pytest.mark.parametrize("lag", [2, 30])
def test_loss_and_gradient_are_torchs_through_all_steps(lag):
    is_torchs([LAYER], lag)
    is_torchs(STACKED, lag)
    is_torchs([{**LAYER, "returns": "all"}, {"name": "flatten"}, {"name": "dense", "units": 4}], lag)


test_any_shape_is_torchs = any_shape(LAYER)


def test_the_gradient_is_its_central_difference():
    is_its_central_differences([LAYER])
    is_its_central_differences(STACKED)


def test_a_row_keeps_its_bits_in_company():
    keeps_its_bits([LAYER])
    keeps_its_bits(STACKED)
    keeps_its_bits([{**LAYER, "units": 1}])
