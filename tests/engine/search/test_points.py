"""Points of a search and their specs: equal to each parsed on its own, in the order said."""

import pytest

from engine.refusals import Refused
from engine.search.bill import bill_of
from engine.search.points import recipe_at, search_of
from engine.search.specs import specs_of
from engine.spec import parse

BASE = parse({})


def found(asked: dict, draws: int = 1, seed: int = 3, base=BASE) -> list:
    return specs_of(base, search_of(base, asked, draws, seed))


def test_a_grid_runs_through_its_last_field_fastest():
    points = found({"optimizer.name": "sgd, adam", "optimizer.lr": "0.1, 0.2, 0.3"})
    assert [point.values for point in points] == [(name, rate) for name in ("sgd", "adam") for rate in ("0.1", "0.2", "0.3")]
    assert [(one.spec.optimizer.name, one.spec.optimizer.lr) for one in points[2:4]] == [("sgd", 0.3), ("adam", 0.1)]


def test_every_point_is_the_spec_of_its_own_json():
    asked = {
        "optimizer.name": "sgd, adam", "optimizer.lr": "~1e-4..1 log", "network.layers.0.units": "4, 8", "seed": "1..3",
        "regularization.l2": "0, 0.1", "training.patience": "none, 5",
    }  # fmt: skip
    points = found(asked, draws=3)
    assert len(points) == 3 * 2 * 2 * 3 * 2 * 2
    for point in points[::5]:
        assert point.spec == parse(recipe_at(BASE.expanded(), tuple(asked), point.values))
        one = dict(zip(asked, point.values, strict=True))
        assert (point.spec.optimizer.lr, point.spec.seed) == (float(one["optimizer.lr"]), int(one["seed"]))
        assert point.spec.network.layers[0].units == int(one["network.layers.0.units"])
        assert point.spec.training.patience == (None if one["training.patience"] == "none" else 5)
    assert parse({}) == BASE


def test_each_draw_is_tried_with_the_whole_grid_and_more_draws_keep_the_first():
    fewer, more = found({"optimizer.lr": "~0.01..1", "seed": "1, 2"}, 4), found({"optimizer.lr": "~0.01..1", "seed": "1, 2"}, 9)
    assert [one.values for one in more[:8]] == [one.values for one in fewer]
    assert all(a.values[0] == b.values[0] for a, b in zip(fewer[::2], fewer[1::2], strict=True))


def test_another_entry_keeps_what_both_have_and_takes_its_own_defaults():
    base = parse({"optimizer": {"name": "momentum", "lr": 0.2, "momentum": 0.5}})
    momentum, adam = found({"optimizer.name": "momentum, adam"}, base=base)
    assert momentum.spec == base and adam.spec == parse({"optimizer": {"name": "adam", "lr": 0.2}})


def test_a_loss_nobody_chose_follows_the_data_and_a_horizon_its_epochs():
    circles, spirals = found({"data.name": "circles, curve_sine"})
    assert (circles.spec.loss.name, spirals.spec.loss.name) == ("binary_cross_entropy", "mse")
    assert [one.spec.schedule.horizon for one in found({"training.epochs": "10, 20"})] == [10, 20]


@pytest.mark.parametrize(
    ("asked", "path", "says"),
    [
        ({"optimizer.lr": "0.1, 0"}, "optimizer.lr", "0 is not more than 0"),
        ({"optimizer.lr": "~-1..1"}, "optimizer.lr", "-1 is not more than 0"),
        ({"optimizer.name": "sgd, adan"}, "optimizer", "Did you mean adam?"),
        ({"training.batch_size": "10..9000 log 5"}, "training.batch_size", "300 is more than the 250"),
        ({"seed": "1..50", "optimizer.lr": "0.1..1 50"}, "optimizer.lr", "2,500 runs; at most 2,000"),
        ({"data.features": "x1, x2"}, "data.features", "no field that can take several values"),
        ({"network.layers.7.units": "1, 2"}, "network.layers.7.units", "no field"),
        ({"colour": "red, blue"}, "colour", "no field"),
        ({}, "", "No field has more than one value"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(asked, path, says):
    with pytest.raises(Refused) as refused:
        found(asked)
    assert refused.value.problems[0].path == path and says in str(refused.value)


def test_a_random_twin_draws_from_the_grids_own_ranges():
    grid = search_of(BASE, {"optimizer.lr": "0.001..1 log 4", "training.batch_size": "16, 32"})
    drawn = list(grid.as_random(len(grid)))
    assert len(drawn) == 8 and len({rate for rate, _ in drawn}) == 8
    assert all(0.001 <= float(rate) <= 1 and batch in ("16", "32") for rate, batch in drawn)


def test_the_bill_counts_runs_epochs_and_parameters():
    bill = bill_of(found({"network.layers.0.units": "1, 10", "seed": "1..3"}))
    sizes = [3 * units + (units + 1) * 4 + 5 for units in (1, 10)]  # 2–units–4–1, biases included
    assert (bill.runs, bill.parameters, bill.epochs) == (6, tuple(sizes), 6 * 300) and bill.seconds > 0


@pytest.mark.parametrize(
    ("asked", "draws", "grid"),
    [
        ({"optimizer.lr": "~1e-4..1 log"}, 40, {"optimizer.lr": "0.0001..1 log 40"}),
        (
            {"optimizer.lr": "~1e-4..1 log", "regularization.l2": "~0..0.1"},
            50,
            {"optimizer.lr": "0.0001..1 log 7", "regularization.l2": "0..0.1 7"},
        ),
        (
            {"optimizer.lr": "~1e-4..1 log", "optimizer.name": "sgd, adam"},
            5,
            {"optimizer.lr": "0.0001..1 log 5", "optimizer.name": "sgd, adam"},
        ),
        ({"seed": "~1..3", "optimizer.lr": "~0.1, 0.2"}, 50, {"seed": "1..3 3", "optimizer.lr": "0.1, 0.2"}),
    ],
)
def test_the_same_budget_as_a_grid(asked, draws, grid):
    search = search_of(BASE, asked, draws, 3)
    texts = search.as_grid(len(search))
    laid = search_of(BASE, texts)
    assert texts == grid and not laid.random and len(laid) <= len(search)


def test_too_few_draws_make_no_grid():
    search = search_of(BASE, {"optimizer.lr": "~1e-4..1 log", "regularization.l2": "~0..0.1"}, 3)
    with pytest.raises(Refused, match=r"at least 4 points; the sweep has 3"):
        search.as_grid(3)
