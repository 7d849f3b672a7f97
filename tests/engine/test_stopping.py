"""Which rule ends a run at which epoch, worked out by hand."""

import pytest

from engine.bounds import BEYOND
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.stopping import Moment, judge


def judged(losses, **training):
    """(epoch, why) of the first end among epochs of these (train, test) losses; (None, "") where nothing ends it."""
    plan = Plan(parse({"training": {"epochs": 100, **training}}))
    state = State.begin(plan)
    for epoch, (train, test) in enumerate(losses, start=1):
        lost = judge(plan, state, Moment(epoch, train, test, bad=False, largest=1.0))
        assert not lost
        if state.stopped:
            assert state.detail == {"epoch": epoch}
            return epoch, state.stopped
    return None, ""


@pytest.mark.parametrize(
    ("tests", "patience", "end"),
    [
        ([0.9, 0.8, 0.8, 0.8, 0.7], 2, 4),  # equal is not better: the fourth is the second without progress
        ([0.9, 0.8, 0.85, 0.79, 0.8, 0.81, 0.82], 3, 7),
        ([0.5, 0.6, 0.4, 0.6, 0.3, 0.6], 2, None),
    ],
)
def test_patience_counts_epochs_since_the_best_test_loss(tests, patience, end):
    assert judged([(1.0, test) for test in tests], patience=patience)[0] == end


def test_the_threshold_looks_at_the_training_loss_and_wants_less():
    assert judged([(0.3, 0.0), (0.2, 0.0), (0.19, 9.0)], stop_below=0.2) == (3, "threshold")


def test_the_last_epoch_ends_it_and_a_rule_that_holds_there_says_so_instead():
    assert judged([(0.5, 0.5)] * 3, epochs=3) == (3, "finished")
    assert judged([(0.5, 0.5)] * 3, epochs=3, patience=2) == (3, "patience")


def test_what_diverged_is_nothing_else():
    plan = Plan(parse({"training": {"epochs": 1, "stop_below": 5.0}}))
    state = State.begin(plan)
    assert judge(plan, state, Moment(1, 1.0, 1.0, bad=True, largest=float("inf")))
    assert (state.stopped, state.detail) == ("diverged", {"epoch": 1})


def test_a_linear_fit_out_there_is_lost_once_its_loss_stops_growing():
    data, network = {"name": "noisy_line"}, {"layers": []}
    plan = Plan(parse({"data": data, "network": network, "loss": {"name": "mse"}, "training": {"epochs": 100}}))
    state = State.begin(plan)
    state.step = 7
    assert not judge(plan, state, Moment(1, 1e30, 1e30, bad=False, largest=2 * BEYOND))
    assert not judge(plan, state, Moment(2, 1e31, 1e31, bad=False, largest=2 * BEYOND)) and not state.stopped
    assert judge(plan, state, Moment(3, 1e31, 1e31, bad=False, largest=2 * BEYOND))
    assert (state.stopped, state.detail) == ("diverged", {"epoch": 3, "layer": plan.slots[-1].index, "step": 7})
