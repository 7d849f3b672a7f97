import math

import numpy as np

from engine.instruments.grad_mean import GradientMean
from tests.engine.instruments.moments import naive, plan, snapshot


def test_gradient_mean_counts_true_parameters_only():
    shot = snapshot(plan(bias=False))
    wanted = naive(shot, shot.whole[1], lambda g: math.fsum(g) / len(g))
    np.testing.assert_allclose(GradientMean.measure(shot), wanted, rtol=1e-9, atol=1e-15)
