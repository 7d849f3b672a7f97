import torch.nn.functional as F

from engine.losses.mse import MSE
from tests.engine.losses.against import agrees_with, by_hand, one_of_three, values


def test_mse_and_its_gradient_equal_torch():
    agrees_with(MSE, F.mse_loss, values)


def test_mse_of_several_outputs_is_the_mean_over_them_too():
    agrees_with(MSE, F.mse_loss, one_of_three, outputs=3)


def test_worked_by_hand():
    assert by_hand(MSE, [[1.0, 4.0]], [[0.0, 2.0]]) == ([1.0, 4.0], [[1.0, 2.0]])  # 2d/n with d = 1, 2 and n = 2
    assert by_hand(MSE, [[1.0], [4.0]], [[0.0], [2.0]]) == ([2.5], [[1.0], [2.0]])  # one point, two outputs
