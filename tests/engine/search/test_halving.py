"""Rungs and survivors, worked by hand."""

from engine.search.halving import most_epochs, rungs, survivors


def test_rungs_grow_by_the_factor_and_end_before_the_end():
    assert rungs(5, 3, 100) == [5, 15, 45]
    assert rungs(5, 3, 45) == [5, 15] and rungs(1, 2, 9) == [1, 2, 4, 8] and rungs(10, 3, 10) == []


def test_one_in_so_many_goes_on_and_ties_go_on_together():
    assert survivors([0.5, 0.1, 0.3, 0.2, 0.9, 0.4], 3) == [False, True, False, True, False, False]
    assert survivors([0.2, 0.1, 0.2, 0.2, 0.9, 0.4], 3) == [True, True, True, True, False, False]
    assert survivors([0.3, 0.2], 3) == [False, True]  # at least one


def test_what_diverged_counts_and_does_not_go_on():
    assert survivors([None, 0.1, None, 0.3, 0.2, None], 3) == [False, True, False, False, True, False]
    assert survivors([None, 0.1, None, None, None, None], 3) == [False, True] + [False] * 4
    assert survivors([None, None], 2) == [False, False] and survivors([], 2) == []


def test_what_it_costs():
    """81 runs of 81 epochs from 3 by threes: 81·3 + 27·6 + 9·18 + 3·54."""
    assert most_epochs(81, 3, 3, 81) == 81 * 3 + 27 * 6 + 9 * 18 + 3 * 54
    assert most_epochs(10, 5, 2, 5) == 50
