import statistics

import numpy as np

from engine.instruments.activation_std import ActivationDeviation
from tests.engine.instruments.moments import snapshot


def test_activation_():
    shot = snapshot()
    wanted = [[statistics.pstdev(layer[m].ravel().tolist()) for layer in shot.activations] for m in range(4)]
    np.testing.assert_allclose(ActivationDeviation.measure(shot), wanted, rtol=1e-9, atol=1e-12)
