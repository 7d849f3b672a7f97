"""F15: the database cannot grow. A commit fails whole, the trainer waits and stays the owner, and goes on once there is room."""

import os
import signal
import time

import pytest
from django.db import connection
from django.db.models.functions import Now

from playground.runs.models import Run, Trainer
from playground.training import claims
from tests.training.laboratory import assert_equal_to_twin, settled, stored_columns, wait_until


def beats(pid: int):
    return Trainer.objects.values_list("heartbeat", flat=True).get(pid=pid, ended_at=None)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit of this kind is SQLite's")
def test_a_full_disk_costs_time_and_nothing_else(laboratory, start):
    run = start({"training": {"epochs": 600}})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that other tests freed would be room
    pid = laboratory.start("cramped")
    wait_until(lambda: Run.objects.get(id=run.id).state == "training", "a claim")

    def place() -> tuple[int, int]:
        return Run.objects.values_list("seq", "step").get(id=run.id)

    def at_rest() -> bool:
        before = place()
        time.sleep(1.2)
        return place() == before

    wait_until(at_rest, "the disk to be full")
    stuck = Run.objects.get(id=run.id)
    assert stuck.state == "training" and stuck.epoch < 600
    assert len(stored_columns(stuck)["epoch"]) == stuck.seq, "whole or not at all"
    last = beats(pid)
    wait_until(lambda: beats(pid) > last, "the lease to be renewed all the same")
    assert claims.expire_stale() == 0 and claims.live().filter(pid=pid, heartbeat__lte=Now()).exists()
    os.kill(pid, signal.SIGUSR1)
    settled([run])
    assert_equal_to_twin(run)
    assert (run.fence, run.attempt) == (2, 1)  # claimed once, given back at its end: nobody else had it
    assert laboratory.stop(pid) == 0
