"""Intervals and Welch's test beside SciPy's statistics, which are not ours."""

import math

import numpy as np
import pytest
from scipy import stats

from engine.search.noise import spread, welch

RNG = np.random.default_rng(5)
SAMPLES = [RNG.normal(place, scale, count).tolist() for place, scale, count in ((0, 1, 2), (0.5, 3, 7), (2, 0.1, 40), (2, 9, 3))]


@pytest.mark.parametrize("values", SAMPLES, ids=len)
def test_an_interval_is_that_of_student(values):
    found = spread(values)
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    assert (found.mean - found.half, found.mean + found.half) == pytest.approx((low, high), rel=1e-12)
    assert found.deviation == pytest.approx(np.std(values, ddof=1), rel=1e-12)


@pytest.mark.parametrize("one", SAMPLES, ids=len)
@pytest.mark.parametrize("other", SAMPLES, ids=len)
def test_p_is_that_of_scipy(one, other):
    if one is not other:
        assert welch(one, other) == pytest.approx(stats.ttest_ind(one, other, equal_var=False).pvalue, rel=1e-9)


def test_what_cannot_be_said_is_not_a_number():
    assert math.isnan(spread([]).mean) and spread([2.0]).mean == 2 and math.isnan(spread([2.0]).half)
    assert math.isnan(welch([1.0], [2.0, 3.0])) and math.isnan(welch([1.0, 1.0], [1.0, 1.0]))
    assert welch([1.0, 1.0], [2.0, 2.0]) == 0
