"""The distance from the first weights, by NumPy."""

import numpy as np
import pytest

from engine.state import State
from tests.engine.curvature.ground import SMALL, measured, moment


def test_it_is_the_length_of_the_difference():
    assert measured("distance", moment(SMALL))["value"] == 0
    at = moment(SMALL, 25)
    start = State.begin(at.plan).params.numpy().astype(np.float64)
    now = at.state.params.numpy().astype(np.float64)
    found = measured("distance", at)
    assert found["value"] == pytest.approx(np.sqrt(((now - start) ** 2).sum()), rel=1e-12) and found["value"] > 0
    assert found["relative"] == pytest.approx(found["value"] / np.sqrt((start**2).sum()), rel=1e-12)
