"""A field's text as values, held to arithmetic of the test's own."""

import math

import pytest

from engine.catalogue import field_facts
from engine.optimizers import registry as optimizers
from engine.refusals import Refused
from engine.search.axes import axis_of, is_many
from engine.spec import Training

RATE = field_facts("lr", optimizers["sgd"].model_fields["lr"])
BATCH = field_facts("batch_size", Training.model_fields["batch_size"])
NAME = {"kind": "choice", "label": "optimizer", "optional": False}


def values(text: str, facts: dict = RATE) -> tuple[str, ...]:
    return axis_of("somewhere", text, facts).values


def test_one_value_is_no_axis():
    assert not any(is_many(text) for text in ("0.03", "adam", "", "1e-4", "-0.5"))
    assert all(is_many(text) for text in ("0.01, 0.03", "1..4", "~1e-4..1 log"))


def test_a_list_keeps_its_order_and_its_numbers():
    assert [float(one) for one in values("0.3, 1e-2 ,0.03")] == [0.3, 0.01, 0.03]
    assert values("16, none, 64", BATCH) == ("16", "none", "64")
    assert values("sgd, adam", NAME) == ("sgd", "adam")


def test_a_log_range_goes_by_equal_factors_and_keeps_its_ends():
    found = [float(one) for one in values("1e-4..1 log 20")]
    assert (len(found), found[0], found[-1]) == (20, 1e-4, 1.0)
    for place, value in enumerate(found):
        assert math.isclose(value, 10 ** (-4 + 4 * place / 19), rel_tol=1e-3)


def test_a_linear_range_is_even_and_a_whole_one_needs_no_count():
    assert [float(one) for one in values("0.5..1.5 5")] == [0.5, 0.75, 1.0, 1.25, 1.5]
    assert values("3..6", BATCH) == ("3", "4", "5", "6")
    assert values("1..64 log 7", BATCH) == ("1", "2", "4", "8", "16", "32", "64")


def test_draws_fill_their_range_evenly_on_their_scale():
    axis = axis_of("optimizer.lr", "~1e-4..1 log", RATE)
    found = [math.log10(float(axis.draw(5, number))) for number in range(4000)]
    assert min(found) >= -4 and max(found) <= 0
    for quarter in range(4):  # 1,000 expected in each; the standard deviation is 27
        assert abs(sum(-4 + quarter <= one < -3 + quarter for one in found) - 1000) < 140
    assert abs(sum(found) / len(found) + 2) < 0.1


def test_whole_draws_reach_both_ends_equally_often():
    axis = axis_of("training.batch_size", "~1..4", BATCH)
    found = [axis.draw(1, number) for number in range(4000)]
    assert set(found) == {"1", "2", "3", "4"}
    assert all(abs(found.count(one) - 1000) < 140 for one in set(found))


def test_a_draw_depends_on_seed_field_and_number_alone():
    rate = axis_of("optimizer.lr", "~0..1", RATE)
    again, elsewhere = axis_of("optimizer.lr", "~0..1", RATE), axis_of("regularization.l2", "~0..1", RATE)
    assert [rate.draw(3, n) for n in range(9)] == [again.draw(3, n) for n in reversed(range(9))][::-1]
    assert rate.draw(3, 0) != rate.draw(4, 0) and rate.draw(3, 0) != elsewhere.draw(3, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0.1, x", "Learning rate: 'x' is not a number."),
        ("0.1, 0.10", "named twice"),
        ("1..0 5", "from a smaller to a larger"),
        ("0..1 log 5", "begins above 0"),
        ("0..1", "say how many values"),
        ("0..1 5 log 7", "is no range"),
        ("~0..1 5", "said once for all fields"),
        ("0..1 2001", "2,001 values; at most 2,000"),
        ("nan..1 5", "is no range"),
        (" , ", "names no value"),
    ],
)
def test_refusals_name_the_field_and_what_was_typed(text, says):
    with pytest.raises(Refused) as refused:
        axis_of("optimizer.lr", text, RATE)
    [problem] = refused.value.problems
    assert problem.path == "optimizer.lr" and problem.message.startswith("Learning rate") and says in problem.message
