import torch.nn.functional as F

from engine.losses.huber import Huber
from tests.engine.losses.against import agrees_with, by_hand, one_of_three, values


def test_huber_and_its_gradient_equal_torch():
    agrees_with(Huber, lambda y, t: F.huber_loss(y, t, delta=0.7), values, h={"delta": 0.7})


def test_huber_of_several_outputs_is_the_mean_over_them_too():
    agrees_with(Huber, lambda y, t: F.huber_loss(y, t, delta=0.7), one_of_three, outputs=3, h={"delta": 0.7})


def test_worked_by_hand():
    each, slope = by_hand(Huber, [[0.5, -3.0]], [[0.0, 0.0]], delta=1.0)
    assert each == [0.125, 2.5] and slope == [[0.25, -0.5]]
