import numpy as np

from engine.instruments.grad_max import GradientMaximum
from tests.engine.instruments.moments import naive, snapshot


def test_largest_gradient_ignores_the_sign():
    shot = snapshot()
    np.testing.assert_array_equal(GradientMaximum.measure(shot), naive(shot, shot.whole[1], lambda g: max(abs(v) for v in g)))
