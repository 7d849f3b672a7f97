"""Work that is not training: retraining a thinned run, claimed and fenced like runs."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from playground.runs import selectors
from playground.runs.models import Chunk, KeyFrame, Run, Task, Trainer
from playground.training import claims, tasks, thinning
from playground.training.kinds.base import TaskRefused
from tests.training.laboratory import assert_equal_to_twin, settled, stored_digest, wait_until

RECIPE = {"training": {"epochs": 150}, "network": {"layers": [{"name": "dense", "units": 4, "dropout": 0.2}]}}


def done(task: Task) -> Task:
    wait_until(lambda: Task.objects.get(id=task.id).state not in ("waiting", "training"), "the task")
    return Task.objects.get(id=task.id)


def frames_digest(run: Run) -> str:
    frames = selectors.frames(run.id, run.attempt)
    return hashlib.sha256(b"".join(frame.data for frame in frames)).hexdigest()


@pytest.mark.parametrize("level", ["curve", "result"])
def test_a_thinned_run_is_trained_again_bit_for_bit(laboratory, start, level):
    run = start(RECIPE)
    laboratory.start()
    settled([run])
    run.refresh_from_db()
    records, frames = stored_digest(run), frames_digest(run)
    thinning.thin(run, level)
    assert not KeyFrame.objects.filter(run=run).exists()
    assert Chunk.objects.filter(run=run).exists() == (level == "curve")
    task = done(tasks.ask("alice", "recompute", run=run.id))
    assert (task.state, task.progress, task.words, task.trainer) == ("finished", 1.0, "", None)
    run.refresh_from_db()
    assert run.detail_level == "full"
    assert (stored_digest(run), frames_digest(run)) == (records, frames)
    assert_equal_to_twin(run)
    assert bytes(task.result) == b"{}", "what came back is stored once"


def test_a_record_that_comes_out_different_is_said_and_nothing_is_stored(laboratory, start):
    run = start(RECIPE)
    laboratory.start()
    settled([run])
    run.refresh_from_db()
    thinning.thin(run, "curve")
    chunk = Chunk.objects.filter(run=run).order_by("-first_seq").first()
    data = bytearray(chunk.data)
    data[-40] ^= 1
    Chunk.objects.filter(id=chunk.id).update(data=bytes(data))
    task = done(tasks.ask("alice", "recompute", run=run.id))
    assert task.state == "failed" and "different" in task.words
    assert not KeyFrame.objects.filter(run=run).exists()


def test_runs_keep_their_turns_beside_a_task(laboratory, start):
    thinned = start({"training": {"epochs": 600}})
    laboratory.start()
    settled([thinned])
    thinned.refresh_from_db()
    thinning.thin(thinned, "result")
    run = start({"training": {"epochs": 100_000}}, owner="bob", speed=30)
    wait_until(lambda: selectors.run_status([run.id])[run.id]["epoch"] > 1, "bob's run")
    epoch = selectors.run_status([run.id])[run.id]["epoch"]
    task = done(tasks.ask("alice", "recompute", run=thinned.id))
    assert task.state == "finished"
    wait_until(lambda: selectors.run_status([run.id])[run.id]["epoch"] > epoch, "bob's run goes on")


def test_what_cannot_be_done_is_refused_when_asked(laboratory, start):
    run = start({"training": {"epochs": 5}})
    for owner, kind, given in (
        ("alice", "explode", {}),
        ("bob", "recompute", {"run": run.id}),
        ("alice", "recompute", {"run": "nothing"}),
        ("alice", "recompute", {"run": run.id}),  # it has not even begun
    ):
        with pytest.raises(TaskRefused):
            tasks.ask(owner, kind, **given)
    assert not Task.objects.exists()


def test_a_task_that_kills_two_trainers_is_given_up(transactional_db):
    task = Task.objects.create(owner="alice", kind="recompute", input={}, state="waiting")
    for death, state in ((1, "waiting"), (2, "failed")):
        trainer = claims.register(1, "here", "print")
        working = tasks.claim(trainer, "print")
        assert working.id == task.id
        claims.announce(trainer.id, [task.id])
        claims.expire(trainer.id)
        task.refresh_from_db()
        assert (task.state, task.deaths, task.trainer) == (state, death, None)
        working.give_back()  # its fence is old: nothing happens
        assert Task.objects.get(id=task.id).state == state
    assert "twice" in task.words


def test_old_unstarred_runs_are_thinned_and_others_are_not(laboratory, start):
    runs = [start({"training": {"epochs": 3}, "seed": seed}) for seed in range(4)]
    laboratory.start()
    settled(runs)
    old, starred, fresh, curve = runs
    for run in (old, starred, curve):
        Run.objects.filter(id=run.id).update(updated_at=Now() - timedelta(days=8))
    Run.objects.filter(id=starred.id).update(starred=True)
    Run.objects.filter(id=curve.id).update(detail_level="curve")
    Trainer.objects.create(pid=1, host="here", fingerprint="f", ended_at=old.created_at - timedelta(days=30))
    call_command("thin", verbosity=0)
    kept = {run.id for run in runs if KeyFrame.objects.filter(run=run).exists()}
    assert kept == {starred.id, fresh.id, curve.id}
    assert not Trainer.objects.filter(pid=1, host="here").exists()
