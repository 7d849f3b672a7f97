"""A trainer's work, compared bit for bit with the engine's own answer for the same recipe."""

import time

import pytest

from playground.runs import selectors, services
from playground.runs.models import Checkpoint, Run
from tests.training.laboratory import assert_equal_to_twin, settled, stored_columns, wait_until

DROPOUT = [{"name": "dense", "units": 8, "activation": "tanh", "dropout": 0.2}]
RECIPES = {
    "sgd": {"training": {"epochs": 40}},
    "adam with dropout": {"training": {"epochs": 40}, "optimizer": {"name": "adam"}, "network": {"layers": DROPOUT}},
    "another seed": {"training": {"epochs": 25}, "seed": 5},
}


def command(run: Run, kind: str, **payload):
    return services.command(Run.objects.get(id=run.id), kind, **payload)


def status(run: Run) -> dict:
    return selectors.run_status([run.id])[run.id]


def test_runs_train_to_their_end_and_store_what_the_engine_alone_would_give(laboratory, start):
    runs = [start(recipe, title=title) for title, recipe in RECIPES.items()]
    laboratory.start()
    settled(runs)
    for run in runs:
        assert_equal_to_twin(run)
        assert run.epoch == run.epochs and run.trainer is None
        assert 0 <= run.best_metric <= 1 and run.last_loss > 0


def test_the_first_records_are_there_at_once_and_then_every_300_ms(laboratory, start):
    laboratory.start()
    wait_until(lambda: Run.objects.none() is not None, "nothing")
    begin = time.monotonic()
    run = start({"training": {"epochs": 100_000}})
    wait_until(lambda: status(run)["seq"] >= 2, "epoch 1 stored", every=0.002)
    first = time.monotonic() - begin
    pauses, seq, since = [], status(run)["seq"], time.monotonic()
    while len(pauses) < 8:
        now = wait_until(lambda: (s := status(run)["seq"]) > seq and s, "more records", every=0.002)
        pauses.append(time.monotonic() - since)
        seq, since = now, time.monotonic()
    print(f"figure first_record_ms {1000 * first:.0f} ms; longest pause {1000 * max(pauses):.0f} ms")
    assert first < 1.0
    assert max(pauses) < 1.5
