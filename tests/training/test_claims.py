"""Who holds what: fair claims, leases by the database's clock, a dead trainer's runs. No engine here."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now
from django.utils import timezone

from playground.runs.models import Command, Run, Trainer
from playground.runs.states import State
from playground.training import claims
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


def trainer(fingerprint: str = "print", pid: int = 1) -> Trainer:
    return claims.register(pid, "here", fingerprint)


def end(run: Run, state: State = State.FINISHED) -> None:
    Run.objects.filter(id=run.id).update(state=state, trainer=None)


def test_the_owner_with_least_in_training_is_next_then_the_oldest_run():
    """Four runs of A, then two of B: A B B A A A when B's first is over before A's."""
    for owner in "AAAABB":
        make_run(owner)
    first = claims.claim(trainer(), [])[0]
    second = claims.claim(trainer(), [])[0]
    end(second)
    third = claims.claim(trainer(), [])[0]
    end(third)
    rest = [claims.claim(trainer(), [])[0] for _ in range(3)]
    assert "".join(run.owner for run in [first, second, third, *rest]) == "ABBAAA"
    numbers = [run.number for run in [first, *rest]]
    assert numbers == sorted(numbers)


def test_a_claim_takes_up_to_128_of_the_same_cohort_key_and_raises_the_fence():
    for _ in range(130):
        make_run("alice", "same")
    other = make_run("alice", "other")
    me = trainer()
    runs = claims.claim(me, [])
    assert len(runs) == 128
    assert {(run.cohort_key, run.fence, run.state) for run in runs} == {("same", 1, "training")}
    assert len(claims.claim(me, [])) == 2
    assert claims.claim(me, [])[0].id == other.id
    assert claims.claim(me, []) == []
    assert Run.objects.filter(trainer=me, fence=1, state=State.TRAINING).count() == 131


def test_what_is_claimed_is_named_before_it_is_trained():
    me, run = trainer(), make_run()
    claims.claim(me, ["held already"])
    me.refresh_from_db()
    assert me.about == sorted(["held already", run.id])


def test_eight_trainers_claiming_at_once_share_runs_without_overlap():
    """I3, F4: every run is claimed once."""
    for index in range(60):
        make_run(f"owner {index % 7}", f"key {index % 20}")
    taken: list[str] = []

    def claim():
        try:
            me = trainer()
            misses = 0
            while misses < 3:  # on PostgreSQL a claim that met another's locks comes back empty
                runs = claims.claim(me, [])
                misses = 0 if runs else misses + 1
                taken.extend(run.id for run in runs)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 60
    assert set(Run.objects.values_list("fence", flat=True)) == {1}


def test_a_lease_ends_three_seconds_after_the_last_beat_by_the_databases_clock():
    dead, alive, run = trainer(), trainer(), make_run()
    claims.claim(dead, [])
    Trainer.objects.filter(id=dead.id).update(heartbeat=Now() - timedelta(seconds=2.5))
    assert claims.expire_stale() == 0
    Trainer.objects.filter(id=dead.id).update(heartbeat=Now() - timedelta(seconds=3.1))
    assert claims.expire_stale() == 1
    run.refresh_from_db()
    assert (run.state, run.trainer, run.fence) == (State.WAITING, None, 2)
    assert claims.look(alive.id).alive
    assert not claims.look(dead.id).alive
    with pytest.raises(claims.LeaseLost):
        claims.beat(dead.id, 0)
    with pytest.raises(claims.LeaseLost):
        claims.claim(dead, [])
    assert claims.claim(alive, [])[0].id == run.id


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_process_whose_own_clock_is_an_hour_off_keeps_and_ends_leases_rightly(monkeypatch, hours):
    """F40, G12: only the database's clock counts, whatever the machine of a trainer or a supervisor thinks."""
    right, off = timezone.now, timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: right() + off)
    me, dead, run = trainer(), trainer(), make_run()
    claims.claim(me, [])
    claims.beat(me.id, 0.5)
    assert claims.expire_stale() == 0 and claims.look(me.id).alive
    Trainer.objects.filter(id=dead.id).update(heartbeat=Now() - timedelta(seconds=3.1))
    claims.expire_stale()
    assert (claims.look(me.id).alive, claims.look(dead.id).alive) == (True, False)
    run.refresh_from_db()
    assert run.trainer_id == me.id


@pytest.mark.parametrize("hours", [-1, 1])
def test_when_the_databases_own_clock_jumps_the_dead_are_found_and_the_living_renew(hours):
    """Set back by an hour, a dead trainer's last beat lies in the future: it must not own its runs until then."""
    dead, alive, run = trainer(), trainer(), make_run()
    claims.claim(dead, [])
    Trainer.objects.update(heartbeat=Now() - timedelta(hours=hours))  # what all stored times look like after the jump
    claims.beat(alive.id, 0)  # within a second
    assert claims.expire_stale() == 1
    assert (claims.look(alive.id).alive, claims.look(dead.id).alive) == (True, False)
    run.refresh_from_db()
    assert (run.state, run.trainer_id, run.fence) == (State.WAITING, None, 2)
    with pytest.raises(claims.LeaseLost):
        claims.beat(dead.id, 0)


def test_a_dead_childs_lease_ends_at_once():
    dead, run = trainer(pid=4711), make_run()
    claims.claim(dead, [])
    assert claims.expire_process(4711, "elsewhere") == 0
    assert claims.expire_process(4711, "here") == 1
    run.refresh_from_db()
    assert run.state == State.WAITING


def test_two_deaths_alone_without_progress_end_a_run_and_its_company_goes_on():
    """P4, F6: company makes suspects; a suspect alone loses a life; the second ends it in words."""
    poison, good = make_run(key="same"), make_run(key="same")
    asked = Command.objects.create(run=poison, kind="pause")
    first = trainer()
    claims.claim(first, [])
    claims.expire(first.id)
    for run in (poison, good):
        run.refresh_from_db()
        assert (run.state, run.suspect, run.deaths) == (State.WAITING, True, 0)
    for death, state in ((1, State.WAITING), (2, State.FAILED)):
        again = trainer()
        claims.claim(again, [])
        again.refresh_from_db()
        assert again.about == []  # suspects are announced one at a time, right before they are trained
        claims.announce(again.id, [poison.id])
        claims.expire(again.id)
        poison.refresh_from_db()
        assert (poison.state, poison.deaths) == (state, death)
    good.refresh_from_db()
    assert (good.state, good.deaths) == (State.WAITING, 0)
    assert "twice" in poison.detail["words"]
    asked.refresh_from_db()
    assert asked.done and asked.answer


def test_runs_held_but_not_being_trained_are_not_suspects():
    run, me = make_run(), trainer()
    claims.claim(me, [])
    claims.announce(me.id, ["another"])
    claims.expire(me.id)
    run.refresh_from_db()
    assert (run.state, run.suspect) == (State.WAITING, False)


def test_a_run_stays_with_its_fingerprint_while_such_a_trainer_lives():
    mine, theirs = trainer("mine"), trainer("theirs")
    make_run(fingerprint="theirs")
    assert claims.claim(mine, []) == []
    claims.leave(theirs.id)
    assert len(claims.claim(mine, [])) == 1


def test_a_busy_trainer_leaves_new_runs_to_idle_ones_for_a_moment(monkeypatch):
    assert timedelta(0) < claims.PATIENCE <= timedelta(milliseconds=100)
    monkeypatch.setattr(claims, "PATIENCE", timedelta(minutes=1))  # a moment that no loaded machine sleeps through
    me, run = trainer(), make_run()
    assert claims.claim(me, [], patient=True) == []
    Run.objects.filter(id=run.id).update(queued_at=Now() - timedelta(seconds=61))
    assert len(claims.claim(me, [], patient=True)) == 1


def test_looking_costs_one_query(django_assert_num_queries):
    me = trainer()
    with django_assert_num_queries(1):
        assert claims.look(me.id) == claims.Look(True, False, False, False, False)
    make_run()
    assert claims.look(me.id).waiting
    claims.claim(me, [])
    Command.objects.create(run=Run.objects.get(), kind="pause")
    assert claims.look(me.id) == claims.Look(True, False, False, True, False)


def test_a_run_of_a_gpu_stays_with_trainers_that_have_one_and_others_leave_it_there():
    plain = trainer("print")
    with_gpu = claims.register(2, "here", "print", cuda_fingerprint="gpu")
    made = make_run(fingerprint="gpu")
    assert claims.claim(plain, []) == []
    assert [run.id for run in claims.claim(with_gpu, [])] == [made.id]
    claims.leave(with_gpu.id)
    Run.objects.filter(id=made.id).update(state=State.WAITING, trainer=None)
    assert len(claims.claim(plain, [])) == 1
