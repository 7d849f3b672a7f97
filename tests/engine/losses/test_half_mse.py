import torch.nn.functional as F

from engine.losses.half_mse import HalfMSE
from tests.engine.losses.against import agrees_with, by_hand, one_of_three, values


def test_half_mse_and_its_gradient_equal_torch():
    agrees_with(HalfMSE, lambda y, t: F.mse_loss(y, t) / 2, values)


def test_half_mse_of_several_outputs_is_the_mean_over_them_too():
    agrees_with(HalfMSE, lambda y, t: F.mse_loss(y, t) / 2, one_of_three, outputs=3)


def test_worked_by_hand():
    assert by_hand(HalfMSE, [[1.0, 4.0]], [[0.0, 2.0]]) == ([0.5, 2.0], [[0.5, 1.0]])
