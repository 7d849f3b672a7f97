import statistics

import numpy as np

from engine.instruments.grad_std import GradientDeviation
from tests.engine.instruments.moments import naive, snapshot


def test_gradient_spread_is_the_population_standard_deviation():
    shot = snapshot()
    np.testing.assert_allclose(GradientDeviation.measure(shot), naive(shot, shot.whole[1], statistics.pstdev), rtol=1e-9)
