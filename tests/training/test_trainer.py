"""A trainer's work, compared bit for bit with the engine's own answer for the same recipe."""

import time

import numpy as np

from playground.runs import selectors, services
from playground.runs.models import Checkpoint, Command, Run
from tests.training.laboratory import assert_equal_to_twin, settled, stored_columns, wait_until

DROPOUT = [{"name": "dense", "units": 8, "activation": "tanh", "dropout": 0.2}]
RECIPES = {
    "sgd": {"training": {"epochs": 40}},
    "adam with dropout": {"training": {"epochs": 40}, "optimizer": {"name": "adam"}, "network": {"layers": DROPOUT}},
    "another seed": {"training": {"epochs": 25}, "seed": 5},
    "past the 2,000th epoch": {"training": {"epochs": 2100, "batch_size": 64}},
}


def test_runs_train_to_their_end_and_store_what_the_engine_alone_would_give(laboratory, start):
    runs = [start(recipe, title=title) for title, recipe in RECIPES.items()]
    laboratory.start()
    settled(runs)
    for run in runs:
        assert_equal_to_twin(run)
        assert run.epoch == run.epochs and run.trainer is None
        assert 0 <= run.best_metric <= 1 and run.last_loss > 0
        assert run.detail["reason"] == "finished"


def test_the_first_records_are_there_at_once_and_then_ten_times_a_second(laboratory, start):
    laboratory.start()
    begin = time.monotonic()
    run = start({"training": {"epochs": 100_000}})
    pauses, seq, since = [], 0, begin
    while len(pauses) < 9:
        now = wait_until(lambda seq=seq: (s := status(run)["seq"]) > seq and s, "more records", every=0.002)
        pauses.append(time.monotonic() - since)
        seq, since = now, time.monotonic()
    print(f"figure first_record {1000 * pauses[0]:.0f} ms, longest pause after it {1000 * max(pauses[1:]):.0f} ms")
    assert pauses[0] < 1.0
    assert np.median(pauses[-6:]) < 0.25  # 0.1 s on a quiet machine


def test_a_target_speed_is_kept_and_changed(laboratory, start):
    slow, run = start({"training": {"epochs": 100_000}}, speed=5), start({"training": {"epochs": 100_000}}, speed=30)
    laboratory.start()
    wait_until(lambda: status(run)["epoch"] > 2, "training")
    assert 20 <= speed_of(run) <= 40
    assert 2 <= speed_of(slow) <= 8
    command(run, "speed", epochs_per_second=120)
    wait_until(lambda: status(run)["speed"] == 120, "the new speed")
    assert 80 <= speed_of(run) <= 160


def speed_of(run: Run, seconds: float = 1.0) -> float:
    """Epochs per second between two commits that lie at least so far apart."""
    first = wait_for_commit(run)
    begin = time.monotonic()
    time.sleep(seconds)
    last = wait_for_commit(run)
    return (last - first) / (time.monotonic() - begin)


def wait_for_commit(run: Run) -> int:
    epoch = status(run)["epoch"]
    return wait_until(lambda: (now := status(run)["epoch"]) > epoch and now, "a commit", every=0.002)


def test_a_run_that_diverges_is_a_result_with_its_epoch_and_layer(laboratory, start):
    """F12: NaN and infinity are stored as they are; lists and pages get numbers JSON can carry."""
    linear = {"layers": [{"name": "dense", "units": 4, "activation": "identity"}] * 2}
    wild = [{"optimizer": {"name": name, "lr": 1e9}, "network": linear} for name in ("sgd", "momentum")]
    runs = [start(recipe) for recipe in wild]
    good = start({"training": {"epochs": 20}})
    laboratory.start()
    settled(runs, ("diverged",))
    settled([good])
    for run in runs:
        assert_equal_to_twin(run)
        assert run.detail["reason"] == "diverged" and run.detail["layer"] >= 1
        assert not np.isfinite(stored_columns(run)["train_loss"][-1])
        assert run.last_loss is None


def test_a_stopping_rule_ends_a_run_under_its_own_name(laboratory, start):
    run = start({"training": {"epochs": 5000, "stop_below": 0.6}})
    laboratory.start()
    settled([run], ("stopped",))
    assert_equal_to_twin(run)
    assert run.detail["reason"] == "threshold"


def test_sigterm_stores_everything_gives_runs_back_and_ends_within_two_seconds(laboratory, start):
    """F10."""
    runs = [start({"training": {"epochs": 300}, "seed": seed}) for seed in range(4)]
    first = laboratory.start()
    wait_until(lambda: all(status(run)["epoch"] > 20 for run in runs), "some epochs")
    begin = time.monotonic()
    assert laboratory.stop(first) == 0
    assert time.monotonic() - begin < 2
    for run in runs:
        run.refresh_from_db()
        assert (run.state, run.trainer, run.suspect) == ("waiting", None, False)
        newest = Checkpoint.objects.filter(run=run).order_by("-step").first()
        assert (newest.seq, newest.epoch) == (run.seq, run.epoch)
    laboratory.start()
    settled(runs)
    for run in runs:
        assert_equal_to_twin(run)


def test_two_trainers_share_what_one_had_alone(laboratory, start):
    """A trainer with two keys gives one to an idle trainer."""
    first = {"training": {"epochs": 100_000}}
    wide = {"training": {"epochs": 100_000}, "network": {"layers": [{"name": "dense", "units": 9}]}}
    runs = [start(first), start(wide)]
    laboratory.start()
    wait_until(lambda: all(status(run)["epoch"] > 2 for run in runs), "both on one trainer")
    laboratory.start()

    def holders():
        return set(Run.objects.filter(state="training").values_list("trainer", flat=True))

    wait_until(lambda: len(holders()) == 2, "one run each")
    for run in runs:
        command(run, "stop")
    settled(runs, ("stopped",))
    for run in runs:
        run.refresh_from_db()
        assert_equal_to_twin(run, run.epoch)
    assert not Command.objects.filter(done=None).exists()


def command(run: Run, kind: str, **payload):
    return services.command(Run.objects.get(id=run.id), kind, **payload)


def status(run: Run) -> dict:
    return selectors.run_status([run.id])[run.id]
