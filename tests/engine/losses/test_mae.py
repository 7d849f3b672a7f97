import torch.nn.functional as F

from engine.losses.mae import MAE
from tests.engine.losses.against import agrees_with, by_hand, one_of_three, values


def test_mae_and_its_gradient_equal_torch():
    agrees_with(MAE, F.l1_loss, values)


def test_mae_of_several_outputs_is_the_mean_over_them_too():
    agrees_with(MAE, F.l1_loss, one_of_three, outputs=3)


def test_worked_by_hand():
    assert by_hand(MAE, [[1.0, -4.0, 3.0, 0.0]], [[0.0, 2.0, 3.0, 0.0]]) == ([1.0, 6.0, 0.0, 0.0], [[0.25, -0.25, 0.0, 0.0]])
