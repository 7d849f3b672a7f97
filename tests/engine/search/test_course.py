"""The best so far beside all orders written out."""

import itertools
import math

import numpy as np
import pytest

from engine.search.course import expected, so_far

NAN = math.nan


def test_the_best_so_far_in_the_order_it_went():
    assert so_far([0.5, 0.7, 0.6, 0.9], False) == [0.5, 0.7, 0.7, 0.9]
    assert so_far([0.5, NAN, 0.2], True) == [0.5, 0.5, 0.2]
    assert math.isnan(so_far([NAN, 1.0], False)[0])


@pytest.mark.parametrize("smaller", [True, False])
def test_the_mean_over_all_orders_is_that_of_all_orders(smaller):
    values = [0.5, 0.1, NAN, 0.9, 0.9, 0.3]
    worst = 0.9 if smaller else 0.1
    whole = [worst if math.isnan(one) else one for one in values]
    best = min if smaller else max
    for k, found in zip(range(1, 7), expected(values, smaller, list(range(1, 7))), strict=True):
        orders = [best(order[:k]) for order in itertools.permutations(whole)]
        assert found == pytest.approx(sum(orders) / len(orders))


def test_thousands_of_results_keep_their_digits():
    """Of the numbers 1…n the best of k is (n + 1)k / (k + 1) on average."""
    n, counts = 2000, [1, 7, 500, 2000]
    found = expected([float(one) for one in np.random.default_rng(0).permutation(np.arange(1, n + 1))], False, counts)
    assert found == pytest.approx([(n + 1) * k / (k + 1) for k in counts], rel=1e-9)


def test_without_a_result_there_is_no_best():
    assert all(math.isnan(one) for one in expected([NAN, NAN], False, [1, 2]))
