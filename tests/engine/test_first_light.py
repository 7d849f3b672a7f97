"""The shipped default: what a newcomer sees in the first ten seconds."""

import numpy as np

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def first_light(**changes):
    plan = Plan(parse(changes))
    return plan, train([Member(plan, State.begin(plan))], plan.spec.training.epochs)[0]


def test_first_light_closes_the_ring_between_epochs_60_and_100_and_never_stumbles():
    plan, outcome = first_light()
    accuracy, loss = outcome.columns["test_accuracy"], outcome.columns["train_loss"]
    crossing = int(np.argmax(accuracy >= 0.95))
    assert 60 <= crossing <= 100 and outcome.state.stopped == "finished"
    assert accuracy[-1] >= 0.95 and not (loss[1:] > 1.05 * loss[:-1]).any()
    assert plan.size == 51  # 2-6-4-1: 18 + 28 + 5


def test_its_layers_start_alike_then_the_output_cools_first():
    _, outcome = first_light()
    first, last = (outcome.columns[f"layer.{layer}.grad_norm"] for layer in (1, 3))
    assert 0.3 < first[0] / last[0] < 3
    assert np.median(last[250:]) < 0.5 * np.median(last[:40]) and np.median(first[250:]) > np.median(last[250:])


def test_the_four_rates_of_the_hint_tell_four_stories():
    slow, good, fast, wild = (
        first_light(optimizer={"name": "sgd", "lr": rate}, training={"epochs": 150})[1].columns for rate in (0.003, 0.03, 0.3, 10)
    )
    assert slow["test_accuracy"][-1] < 0.9 < good["test_accuracy"][-1]
    assert int(np.argmax(fast["test_accuracy"] >= 0.95)) < int(np.argmax(good["test_accuracy"] >= 0.95))
    rises = [float(np.mean(c["train_loss"][1:] > 1.05 * c["train_loss"][:-1])) for c in (good, fast, wild)]
    assert rises[0] == 0 < rises[1] and wild["test_accuracy"][-1] < 0.9
