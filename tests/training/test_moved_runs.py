"""Runs that change hands or go away while a trainer holds them: it trains on, and minds nobody's business but the rest's."""

from playground.runs import keeping
from playground.runs.models import Chunk, Run
from tests.training.laboratory import assert_equal_to_twin, settled, wait_until


def test_runs_move_to_an_account_while_they_train_and_lose_nothing(laboratory, start):
    moved = start({"training": {"epochs": 400}}, owner="nobody", speed=200)
    there = start({"training": {"epochs": 400}}, owner="account", speed=200)
    laboratory.start()
    wait_until(lambda: Run.objects.get(id=moved.id).epoch > 5, "training")
    assert keeping.adopt("nobody", "account") == 1
    settled([moved, there])
    for run in (moved, there):
        assert_equal_to_twin(run)
    assert {run.number for run in (moved, there)} == {1, 2} and moved.owner == "account"


def test_runs_deleted_while_they_train_stop_nobody_elses(laboratory, start):
    gone, stays = start({"training": {"epochs": 100_000}}), start({"training": {"epochs": 300}}, owner="bob", speed=200)
    pid = laboratory.start()
    wait_until(lambda: Run.objects.get(id=gone.id).epoch > 5 and Run.objects.get(id=stays.id).epoch > 5, "training")
    assert keeping.delete_all("alice") == 1
    settled([stays])
    assert_equal_to_twin(stays)
    assert set(Chunk.objects.values_list("run_id", flat=True)) == {stays.id}
    assert laboratory.stop(pid) == 0, "the trainer lived through it"
