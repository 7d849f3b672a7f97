import torch.nn.functional as F

from engine.losses.mse import MSE
from tests.engine.losses.against import agrees_with, one_of_three, values


def test_mse_and_its_gradient_equal_torch():
    agrees_with(MSE, F.mse_loss, values)


def test_mse_of_several_outputs_is_the_mean_over_them_too():
    agrees_with(MSE, F.mse_loss, one_of_three, outputs=3)
