"""Cells of a map beside lone runs of exactly their values, and the words that refuse."""

import numpy as np
import pytest

from engine.plan import Plan
from engine.refusals import Refused
from engine.search.points import recipe_at
from engine.spec import parse
from engine.state import State
from engine.trainability import CONVERGED, DIVERGED, NOT, SHARE, Span, check, fields_of, survey
from engine.training import Member, train

MAPS = [
    (
        {"optimizer": {"name": "momentum"}, "network": {"layers": [{"name": "dense", "units": 4}]}},
        Span("optimizer.lr", 1e-3, 1e4, True),
        Span("optimizer.momentum", 0.0, 0.99, False),
    ),
    (
        {"optimizer": {"name": "adam"}, "training": {"batch_size": 50, "patience": 1}},
        Span("optimizer.lr", 1e-3, 3, True),
        Span("regularization.l2", 0.0, 0.3, False),  # its first row switches the penalty off
    ),
    (
        {"data": {"name": "regression_plane"}, "network": {"layers": []}, "training": {"batch_size": None}},
        Span("optimizer.lr", 0.01, 3, True),
        Span("regularization.decay", 1e-4, 1, True),
    ),
]


@pytest.mark.parametrize(("data", "x", "y"), MAPS)
def test_a_cell_is_the_run_with_its_values_bit_for_bit(data, x, y):
    base = check(parse(data), x, y, 64)
    across, up = x.values(5), y.values(4)
    (found,) = [outcomes for _, outcomes in survey(base, x, y, across, up) if outcomes]
    kinds = set()
    for row, high in enumerate(up):
        for column, wide in enumerate(across):
            plan = Plan(parse(recipe_at(base.expanded(), (x.path, y.path), (wide, high))))
            (lone,) = train([Member(plan, State.begin(plan))], base.training.epochs)
            cell, losses = row * 5 + column, lone.columns["train_loss"]
            assert found.train_loss[cell].tobytes() == losses[-1].tobytes()
            assert found.test_loss[cell].tobytes() == lone.columns["test_loss"][-1].tobytes()
            down = [epoch for epoch, loss in enumerate(losses) if loss <= SHARE * losses[0]]
            if lone.state.stopped == "diverged":
                assert (found.kind[cell], found.epoch[cell]) == (DIVERGED, lone.state.epoch)
            elif losses[-1] <= SHARE * losses[0]:
                assert (found.kind[cell], found.epoch[cell]) == (CONVERGED, down[0])
            else:
                assert (found.kind[cell], found.epoch[cell]) == (NOT, base.training.epochs)
            kinds.add(int(found.kind[cell]))
    assert len(kinds) >= 2


def test_a_hundred_steps_in_whole_epochs():
    base = check(parse({}), *MAPS[0][1:2], Span("regularization.l2", 0, 1, False), 64)
    assert base.training.epochs == 13 and base.training.patience is None  # of 8 steps each: 104


def test_values_tell_apart_what_is_close_together():
    values = Span("optimizer.lr", 0.1, 0.1 + 1e-7, False).values(256)
    assert len(set(values)) == 256 and np.allclose(np.array(values, float), np.linspace(0.1, 0.1 + 1e-7, 256), rtol=0, atol=1e-12)
    assert Span("optimizer.lr", 0.001, 1, True).values(4) == ("0.001", "0.01", "0.1", "1")


@pytest.mark.parametrize(
    ("data", "x", "y", "says"),
    [
        ({}, Span("optimizer.lr", 1, 0.1, True), Span("regularization.l2", 0, 1, False), "from a smaller to a larger"),
        ({}, Span("optimizer.lr", 0.1, 1, True), Span("optimizer.lr", 0.1, 1, True), "varies two fields"),
        ({}, Span("optimizer.lr", 0.1, 1, True), Span("training.epochs", 1, 9, False), "no field that a map can vary"),
        ({}, Span("optimizer.lr", 0.1, 1, True), Span("data.noise", 0, 2, False), "2 is more than 0.5"),
        ({"optimizer": {"name": "bfgs"}, "training": {"batch_size": None}}, *MAPS[0][1:], "goes alone"),
        ({"network": {"layers": [{"name": "dense", "units": 256}] * 4}}, *MAPS[1][1:], "too large"),
    ],
)
def test_what_makes_no_map_is_refused_in_words(data, x, y, says):
    with pytest.raises(Refused, match=says):
        check(parse(data), x, y, 256)


def test_what_may_vary_are_numbers_that_rows_need_not_share():
    assert set(fields_of(parse({"optimizer": {"name": "momentum"}}))) >= {
        "optimizer.lr", "optimizer.momentum", "regularization.l2", "regularization.decay", "data.noise",
    }  # fmt: skip
