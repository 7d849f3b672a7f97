"""Which epochs a survey looks at, and that its rows are the gauges of just those moments of the run."""

import math

import pytest
import torch

from engine.curvature import registry
from engine.curvature.base import Care
from engine.curvature.survey import along, epochs_of, look, report
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from tests.engine.after.grounds import last
from tests.engine.curvature.ground import LINE, hessian, moment

CARE = Care(epochs=4, points=1000, singles=50, iterations=5000, within=1e-9, probes=5)


@pytest.mark.parametrize(
    ("end", "also", "expected"),
    [(30, None, [0, 10, 20, 30]), (10, None, [0, 3, 7, 10]), (2, None, [0, 1, 2]), (0, None, [0]), (30, 11, [0, 10, 11, 20, 30])],
)
def test_epochs_are_even_from_the_first_to_the_last(end, also, expected):
    assert epochs_of(end, CARE, also) == expected


def test_rows_are_the_gauges_of_their_epochs():
    """The sharpness of least squares is the same everywhere; how far the run has gone is known from a run of that length."""
    rows = list(along(Plan(parse(LINE)), 30, CARE))
    assert [row["epoch"] for row in rows] == [0, 10, 20, 30]
    for row in rows:
        assert {entry.model_fields["name"].default for entry in registry} <= set(row)
        at = moment(LINE, row["epoch"])
        assert row["sharpness"]["value"] == pytest.approx(float(torch.linalg.eigvalsh(hessian(at))[-1]), rel=1e-6)
        away = at.state.params.double() - State.begin(at.plan).params.double()
        assert row["distance"]["value"] == pytest.approx(float(away.norm()), rel=1e-9, abs=1e-12)
        assert (row["rate"], row["edge"]) == (0.01, pytest.approx(200))


def test_a_run_that_ended_before_has_no_rows_beyond():
    """At a rate far beyond 2/λ nothing is left of it long before epoch 30."""
    plan = Plan(parse({**LINE, "optimizer": {"name": "sgd", "lr": 1e6}}))
    assert [row["epoch"] for row in along(plan, 90, CARE)] == [0]


def test_weights_that_are_no_numbers_have_no_gauges():
    plan = Plan(parse(LINE))
    state = State.begin(plan)
    state.params[0] = math.nan
    row = last(look(plan, state, CARE))
    assert all(math.isnan(row[entry.model_fields["name"].default]["value"]) for entry in registry)


def test_a_report_says_under_what_conditions():
    plan = Plan(parse(LINE | {"data": {"name": "regression_plane", "samples": 80, "test_share": 0.5}}))
    found = report(plan, [], Care(epochs=1, points=25, singles=100, iterations=1, within=1, probes=1))
    assert found == {"rows": [], "points": 25, "train_points": 40, "singles": 25, "parameters": 3, "optimizer": "sgd"}
