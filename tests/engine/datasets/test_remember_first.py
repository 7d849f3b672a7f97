import numpy as np
import pytest

from engine.datasets.remember_first import RememberFirst
from engine.spec import Refused, parse
from tests.engine.datasets.checks import is_split, keeps_its_promises


def test_remember_first_can_be_drawn_again_and_split_honestly():
    for entry in (RememberFirst(), RememberFirst(seed=7, test_share=0.3, lag=2, samples=100)):
        keeps_its_promises(entry)
    is_split(RememberFirst())  # with lag 30 no sequence is likely to come twice


@pytest.mark.parametrize("lag", [2, 30, 50])
def test_the_answer_is_the_first_symbol_and_nothing_after_it_helps(lag):
    data = RememberFirst(lag=lag, samples=4000)
    raw, (time, features) = data.sample(), data.shape()
    assert (time, features) == (lag + 1, 8) == (raw.points.shape[1], len(data.feature_names()) // (lag + 1))
    x = data.inputs(raw.points).reshape(-1, time, features)
    assert (x.sum(axis=2) == 1).all() and set(np.unique(x)) == {0.0, 1.0}  # one-hot
    np.testing.assert_array_equal(x[:, 0].argmax(axis=1), raw.targets)
    assert (x[:, 1:, :4] == 0).all() and (x[:, 0, 4:] == 0).all()
    # Whichever class, each distractor comes as often at every later step: within 5 deviations of a quarter.
    for target in range(4):
        shares = x[raw.targets == target, 1:, 4:].mean(axis=0)
        assert np.abs(shares - 0.25).max() < 5 * np.sqrt(0.25 * 0.75 / (raw.targets == target).sum())
    assert np.abs(np.bincount(raw.targets) / 4000 - 0.25).max() < 0.04


def test_names_of_inputs_stand_where_their_values_do():
    data = RememberFirst(lag=3)
    names, x = data.feature_names(), data.inputs(np.array([[2.0, 4.0, 7.0, 5.0]]))[0]
    assert [name for name, value in zip(names, x, strict=True) if value] == [
        "C at step 1",
        "p at step 2",
        "s at step 3",
        "q at step 4",
    ]


@pytest.mark.parametrize("lag", [1, 51])
def test_a_lag_beyond_its_bounds_is_refused_in_words(lag):
    with pytest.raises(Refused, match=str(lag)):
        parse({"data": {"name": "remember_first", "lag": lag}})
