import math

import numpy as np

from engine.instruments.grad_norm import GradientNorm
from tests.engine.instruments.moments import naive, plan, snapshot


def test_gradient_norm_is_the_root_of_the_sum_of_squares_of_true_parameters():
    for bias in (True, False):
        shot = snapshot(plan(bias=bias))
        wanted = naive(shot, shot.whole[1], lambda g: math.sqrt(math.fsum(v * v for v in g)))
        np.testing.assert_allclose(GradientNorm.measure(shot), wanted, rtol=1e-12)
