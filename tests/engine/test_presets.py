"""The articles' experiments, run: each gives the numbers that its article prints, and mended the ones it should."""

import math
from functools import cache

import pytest

from engine.check import check
from engine.plan import Plan
from engine.presets import known
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

LN2 = math.log(2)


@cache
def run(name: str, as_printed: bool = False):
    """(columns, plan, last state) of a preset, trained to its end."""
    plan = Plan(parse(known()[name].spec(as_printed)))
    outcome = train([Member(plan, State.begin(plan))], plan.spec.training.epochs)[0]
    return outcome.columns, plan, outcome.state


def test_the_five_experiments_are_there_and_every_version_parses():
    assert {"iris-mlp", "xor-2-4-1", "xor-logistic", "mnist-784-10-10", "linear-regression"} <= set(known())
    for preset in known().values():
        parse(preset.settings)
        if preset.printed is not None:
            assert parse(preset.printed) != parse(preset.settings)
        for words in (preset.title, preset.about, preset.changed):
            assert words


def test_iris_starts_high_falls_slowly_and_is_right_on_unseen_flowers():
    columns, plan, _ = run("iris-mlp")
    assert (plan.train_count, plan.test_count, plan.steps_per_epoch) == (120, 30, 1)
    loss = columns["train_loss"]
    assert 3.0 <= loss[0] <= 4.4 and 0.3 <= loss[-1] <= 0.4
    assert loss[-1] < loss[-100]  # still falling
    assert 0.93 <= columns["test_accuracy"][-1] <= 1.0
    with pytest.raises(ValueError, match="one-hot"):
        known()["iris-mlp"].spec(as_printed=True)


def test_xor_by_hand_as_printed_shows_1_3863_for_ever():
    columns, plan, _ = run("xor-2-4-1", as_printed=True)
    assert (plan.counts.sum(), plan.spec.training.epochs, plan.spec.optimizer.lr) == (12, 10_000, 0.03)
    every_thousand = columns["train_loss"][[i for i, epoch in enumerate(columns["epoch"]) if epoch and epoch % 1000 == 0]]
    assert every_thousand == pytest.approx([1.3863] * len(every_thousand), abs=0.005) and len(every_thousand) >= 4
    assert columns["train_loss"][-1] == pytest.approx(2 * LN2, abs=2e-4)
    assert columns["test_accuracy"][-1] == 0.5


def test_a_gradient_check_of_the_printed_program_names_what_is_wrong_with_it():
    plan = Plan(parse(known()["xor-2-4-1-wrong-gradient"].spec(as_printed=True)))
    assert check(plan, State.begin(plan))["verdict"] == "derivative_wrong_form+derivative_wrong_layer"
    printed = Plan(parse(known()["xor-2-4-1"].spec(as_printed=True)))
    assert "half_loss" in check(printed, State.begin(printed))["suspects"]


def test_with_the_right_gradient_small_weights_stay_on_the_plateau_and_the_norm_of_layer_1_shows_it():
    columns, _, _ = run("xor-2-4-1-small-weights", as_printed=True)
    assert columns["train_loss"][-1] / 4 == pytest.approx(LN2, abs=1e-4)
    assert columns["layer.1.grad_norm"].max() < 0.01


def test_mended_it_learns_and_with_the_wrong_gradient_alone_it_stalls():
    columns, _, _ = run("xor-2-4-1")
    assert 0.02 <= columns["train_loss"][-1] / 4 <= 0.032 and columns["test_accuracy"][-1] == 1.0
    columns, _, _ = run("xor-2-4-1-wrong-gradient", as_printed=True)
    assert 0.48 <= columns["train_loss"][-1] / 4 <= 0.67


def test_one_unit_stays_at_2_7726_with_a_right_gradient_that_goes_to_zero():
    columns, plan, state = run("xor-logistic", as_printed=True)
    assert columns["train_loss"][-1] == pytest.approx(2.7726, abs=5e-4)
    assert columns["grad_norm"][-1] < 0.02
    assert check(plan, state)["verdict"] == "ok"


def test_a_hidden_layer_is_what_it_lacked():
    columns, _, _ = run("xor-logistic")
    assert columns["test_accuracy"][-1] == 1.0 and columns["train_loss"][-1] < 0.5


def test_ten_units_limit_mnist():
    columns, plan, _ = run("mnist-784-10-10")
    assert plan.counts.tolist() == [7850, 110]
    assert 0.8 < columns["test_accuracy"][-1] < 0.95
    with pytest.raises(ValueError, match="printed program is right"):
        known()["mnist-784-10-10"].spec(as_printed=True)


@pytest.mark.parametrize("optimizer", ["", "-descent", "-momentum", "-newton"])
def test_no_optimizer_learns_labels_that_do_not_depend_on_the_input(optimizer):
    columns, plan, _ = run(f"linear-regression{optimizer}", as_printed=True)
    labels = plan.labels[: plan.train_count]
    assert float(labels.var()) == pytest.approx(1 / 12, abs=0.01)
    assert columns["train_loss"][-1] == pytest.approx(float(labels.var()), abs=0.003)
    assert columns["train_loss"][-1] == pytest.approx(0.0833, abs=0.01) and abs(columns["test_r2"][-1]) < 0.05


@pytest.mark.parametrize("optimizer", ["", "-descent", "-momentum", "-newton"])
def test_labels_that_do_are_learned(optimizer):
    assert run(f"linear-regression{optimizer}")[0]["test_r2"][-1] > 0.7


def test_newton_needs_one_step_where_descent_needs_epochs():
    newton, descent = run("linear-regression-newton")[0], run("linear-regression-descent")[0]
    assert newton["train_loss"][1] == pytest.approx(newton["train_loss"][-1], rel=1e-3)
    assert descent["train_loss"][1] > 1.2 * descent["train_loss"][-1]
