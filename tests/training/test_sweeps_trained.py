"""Sweeps in the hands of real trainers: wide cohorts, the same bits, nothing kept that nobody asked for, fair turns."""

import secrets

import numpy as np
import pytest

from playground.runs import recipes, sweeps
from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run, Thumbnail
from playground.runs.states import State
from playground.training import claims, tasks
from playground.training.claims import Rooms
from tests.runs.making import make_run
from tests.training.laboratory import assert_equal_to_twin, settled, stored_digest, twin, wait_until

SMALL = {"data": {"name": "circles", "samples": 80}, "training": {"epochs": 12}}


def swept(asked: dict, recipe: dict = SMALL, **facts):
    return sweeps.start("alice", recipes.parse(recipe), asked, token=secrets.token_hex(8), **facts)


def test_cells_have_the_bits_of_their_lone_twins_and_keep_curves_only(laboratory):
    sweep = swept({"optimizer.name": "sgd, adam", "optimizer.lr": "0.01, 0.1, 1000"})
    laboratory.start()
    settled(sweep.runs.all(), ("finished", "diverged"))
    for cell in sweep.runs.all():
        digest, outcome = twin(cell.spec)
        assert stored_digest(cell) == digest and (cell.detail_level, cell.frame_seq) == ("curve", -1)
        assert cell.epoch == outcome.state.epoch
        assert cell.last_loss == pytest.approx(outcome.columns["test_loss"][-1], nan_ok=True)
        assert Checkpoint.objects.filter(run=cell).count() == 1 and Chunk.objects.filter(run=cell).count() >= 1
    assert not KeyFrame.objects.exists() and not Thumbnail.objects.exists()


def test_an_opened_cell_comes_back_bit_for_bit(laboratory):
    sweep = swept({"seed": "1, 2"})
    laboratory.start()
    settled(sweep.runs.all())
    cell = sweep.runs.order_by("place").last()
    task = tasks.ask("alice", "recompute", run=cell.id)
    wait_until(lambda: type(task).objects.filter(id=task.id, state=State.FINISHED).exists(), "trained again")
    cell.refresh_from_db()
    assert (cell.detail_level, cell.frame_seq) == ("full", 12)
    assert_equal_to_twin(cell)


def test_a_killed_trainer_loses_no_cell(laboratory):
    sweep = swept({"seed": "1..12"}, SMALL | {"training": {"epochs": 400}})
    pid = laboratory.start()
    wait_until(lambda: sweep.runs.filter(state=State.TRAINING).exists(), "cells in training")
    laboratory.kill(pid)
    laboratory.start()
    settled(sweep.runs.all(), within=60)
    for cell in sweep.runs.order_by("place")[::5]:
        assert stored_digest(cell) == twin(cell.spec)[0]


@pytest.mark.django_db(transaction=True)
def test_what_its_owner_starts_by_hand_is_claimed_before_a_thousand_cells_and_brings_none_of_them():
    sweep = swept({"seed": "1..300"})
    key = sweep.runs.first().cohort_key
    trainer = claims.register(1, "here", "print")
    first = claims.claim(trainer, [], cells=Rooms(new=8))
    assert len(first) == 8 and [run.place for run in first] == list(range(8))
    mine = make_run("alice", key=key, number=10_001)
    assert [run.id for run in claims.claim(trainer, [])] == [mine.id]
    other = make_run("bob", key=key, number=1)
    assert [run.id for run in claims.claim(trainer, [])] == [other.id]
    assert len(claims.claim(trainer, [], cells=Rooms(128, {sweep.id: 100}))) == 100
    assert claims.claim(trainer, [], cells=Rooms(128, {sweep.id: 0})) == []
    assert claims.claim(trainer, [], cells=Rooms(0)) == []


def test_a_run_started_by_hand_goes_at_its_pace_beside_a_sweep(laboratory, start):
    sweep = swept({"seed": "1..400"}, {"training": {"epochs": 2000}})
    laboratory.start()
    wait_until(lambda: sweep.runs.filter(state=State.TRAINING).count() >= 8, "cells in training")
    run = start({"training": {"epochs": 20}}, speed=100)
    settled([run], within=15)
    assert sweep.runs.filter(state=State.WAITING).exists()
    sweeps.order(sweep, "stop")
    settled(Run.objects.filter(sweep=sweep), ("stopped", "finished"))
    assert np.isfinite(run.epoch)
