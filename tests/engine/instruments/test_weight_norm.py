import math

import numpy as np

from engine.instruments.weight_norm import WeightNorm
from tests.engine.instruments.moments import naive, snapshot


def test_weight_norm_counts_biases_in():
    shot = snapshot()
    wanted = naive(shot, shot.whole[0], lambda w: math.sqrt(math.fsum(v * v for v in w)))
    np.testing.assert_allclose(WeightNorm.measure(shot), wanted, rtol=1e-12)
