import math

import numpy as np

from engine.instruments.base import Snapshot
from engine.instruments.update_ratio import UpdateRatio
from tests.engine.instruments.moments import naive, snapshot


def size(values):
    return math.sqrt(math.fsum(v * v for v in values))


def test_update_ratio_is_step_length_over_weight_length():
    shot = snapshot()
    np.testing.assert_allclose(
        UpdateRatio.measure(shot), naive(shot, shot.whole[2], size) / naive(shot, shot.whole[0], size), rtol=1e-12
    )


def test_without_a_step_the_ratio_is_zero_even_where_all_weights_are_zero():
    shot = snapshot()
    still = Snapshot(shot.plan, shot.whole[0] * 0, shot.whole[1], shot.whole[2] * 0)
    assert (UpdateRatio.measure(still) == 0).all()
