"""Shares of variance beside SciPy's ranks and F test, a design worked by hand, and Sobol indices known in closed form."""

import math

import numpy as np
import pytest
from scipy import stats

from engine.search.effects import Effect, effects, groups_of, is_full, ranks


def test_ranks_are_scipys_and_what_diverged_shares_the_last_ones():
    values = [0.3, 0.1, 0.3, 7.0, 0.2]
    assert list(ranks(values)) == list(stats.rankdata(values))
    assert list(ranks(values, 3)) == list(stats.rankdata([*values, 99, 99, 99]))


def test_a_full_grid_splits_as_the_arithmetic_says():
    """y = 2a + b + 3ab over a, b ∈ {−1, 1} twice over c: the effects of ±1 factors are orthogonal, variance 4 + 1 + 9."""
    points = [(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (1, 2, 3)]
    y = np.array([2 * a + b + 3 * a * b for a, b, c in points], float)
    fields = [[str(point[place]) for point in points] for place in range(3)]
    assert is_full(fields) and not is_full([field[1:] for field in fields])
    found = effects([groups_of(field, None) for field in fields], y, True)
    assert [one.share for one in found] == pytest.approx([4 / 14, 1 / 14, 0]) and {one.error for one in found} == {0.0}


def test_elsewhere_the_share_is_what_an_f_test_of_the_groups_implies():
    rng = np.random.default_rng(3)
    groups, y = rng.integers(0, 4, 60), rng.normal(size=60)
    y += groups
    f = stats.f_oneway(*(y[groups == one] for one in range(4))).statistic
    (found,) = effects([groups], y, False)
    assert found.share == pytest.approx((f - 1) * 3 / (f * 3 + 56))  # ε² by way of F

    def share(keep):
        f = stats.f_oneway(*(y[keep][groups[keep] == one] for one in range(4))).statistic
        return (f - 1) * 3 / (f * 3 + len(keep) - 4)

    left_out = np.array([share(np.delete(np.arange(60), place)) for place in range(60)])
    assert found.error == pytest.approx(math.sqrt(59 / 60 * ((left_out - left_out.mean()) ** 2).sum()))


def test_draws_find_the_indices_of_ishigamis_function():
    """Its first-order Sobol indices are known in closed form: 0.3139, 0.4424 and 0 (x₃ acts only together with x₁)."""
    rng = np.random.default_rng(1)
    x = rng.uniform(-math.pi, math.pi, (2000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    columns = [(list(map(str, x[:, place])), list(x[:, place])) for place in range(3)]
    found = effects([groups_of(*column) for column in columns], y, False)
    for one, index in zip(found, (0.3139, 0.4424, 0.0), strict=True):
        assert one.error < 0.025 and abs(one.share - index) < 3 * one.error + 0.01  # the groups' width takes a little


def test_groups_of_a_number_are_equally_large_and_keep_equal_numbers_together():
    numbers = [float(place // 2) for place in range(100)]
    found = groups_of([str(one) for one in numbers], numbers)
    assert list(np.bincount(found)) == [16, 18, 16, 16, 18, 16] or set(np.bincount(found)) <= {16, 18}
    assert all(found[place] == found[place + 1] for place in range(0, 100, 2)) and list(found) == sorted(found)
    assert list(groups_of(["adam", "sgd", "adam"], None)) == [0, 1, 0]


def test_nothing_is_said_where_nothing_can_be():
    assert effects([np.zeros(7, int)], np.arange(7.0), False) is None
    assert effects([np.zeros(9, int)], np.ones(9), False) is None
    assert effects([np.arange(9)], np.arange(9.0), False) == [None]
    assert effects([np.array([0, 1] * 4)], np.array([0.0, 1.0] * 4), True) == [Effect(1.0, 0.0)]
