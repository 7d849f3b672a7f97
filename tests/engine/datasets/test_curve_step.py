from itertools import pairwise

import numpy as np
import pytest

from engine.datasets.curve_step import CurveStep
from tests.engine.datasets.checks import is_split, keeps_its_promises, noise_matters


def test_the_step_curve_can_be_drawn_again_and_split_honestly():
    for entry in (CurveStep(), CurveStep(seed=7, test_share=0.3)):
        keeps_its_promises(entry)
        is_split(entry)


def test_one_jump_is_a_cliff_at_0():
    clean, _ = noise_matters(CurveStep, seed=3)
    np.testing.assert_array_equal(clean.targets, np.where(clean.points[:, 0] < 0, -1, 1))


@pytest.mark.parametrize("jumps", [2, 3, 10])
def test_stairs_have_level_pieces_of_equal_width_and_height(jumps):
    edges = np.linspace(-1, 1, jumps + 2)
    levels = np.linspace(-1, 1, jumps + 1)
    curve = CurveStep(jumps=jumps).curve
    for at, (left, right) in enumerate(pairwise(edges)):
        inside = np.linspace(left, right, 7)[1:-1]
        np.testing.assert_allclose(curve(inside), levels[at], atol=1e-12)
    assert curve(np.array([1.0])) == 1  # the very end is no step of its own
