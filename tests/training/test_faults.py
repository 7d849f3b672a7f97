"""Trainers that die, sleep or lie: nothing is lost, nothing is doubled, and nobody writes what is no longer theirs."""

import os
import platform
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db.models.functions import Now

from playground.runs import services
from playground.runs.models import Checkpoint, Chunk, Run, Trainer
from playground.training import claims
from tests.training.laboratory import (
    ROOT,
    assert_equal_to_twin,
    fingerprint_of,
    settled,
    stored_digest,
    wait_until,
)

KILLS = int(os.environ.get("TRAINER_KILLS", 50))
MIXTURE = {
    "sgd": {"optimizer": {"name": "sgd"}},
    "momentum": {"optimizer": {"name": "momentum"}, "seed": 2},
    "adam, dropout": {
        "optimizer": {"name": "adam"},
        "network": {"layers": [{"name": "dense", "units": 5, "activation": "tanh", "dropout": 0.2}]},
    },
    "rmsprop, dropout": {
        "optimizer": {"name": "rmsprop"},
        "seed": 9,
        "network": {"layers": [{"name": "dense", "units": 5, "activation": "tanh", "dropout": 0.3}]},
    },
    "wide": {"network": {"layers": [{"name": "dense", "units": 17, "activation": "relu"}]}, "seed": 4},
}


def epochs(run: Run) -> int:
    return Run.objects.values_list("epoch", flat=True).get(id=run.id)


def test_fifty_kills_at_random_moments_lose_and_double_nothing(laboratory, start):
    """F1, G1, P2: SHA-256 of records and every key frame equal an unkilled twin's."""
    seed = int(os.environ.get("TRAINER_SEED", time.time_ns() % 10**6))
    dice = random.Random(seed)
    print(f"\nseed {seed} (repeat with TRAINER_SEED={seed})")
    runs = [start({"training": {"epochs": 30}, **recipe}, title=title) for title, recipe in MIXTURE.items()]
    begin, downtime = time.monotonic(), []
    for _ in range(KILLS):
        seen = sum(epochs(run) for run in runs)
        born = time.monotonic()
        pid = laboratory.start()
        wait_until(lambda seen=seen: sum(epochs(run) for run in runs) > seen, "progress", every=0.003)
        downtime.append(time.monotonic() - born)
        time.sleep(dice.uniform(0, 0.2))
        laboratory.kill(pid)
        for run in runs:  # never let them reach their end before the last kill
            run.refresh_from_db()
            if run.epochs - run.epoch < 120:
                services.command(run, "extend", epochs=120)
    last = laboratory.start()
    for run in runs:
        run.refresh_from_db()
    settled(runs, within=120)
    laboratory.stop(last)
    total = 0
    for run in runs:
        assert_equal_to_twin(run)
        total += run.seq
        assert (run.state, run.epoch, run.suspect) == ("finished", run.epochs, False)
        assert run.fence > KILLS / 2
    print(
        f"figure kills {KILLS}; records {total}; lost 0; doubled 0; restart to next record median "
        f"{1000 * sorted(downtime)[len(downtime) // 2]:.0f} ms; {time.monotonic() - begin:.0f} s"
    )


def test_kills_of_trainers_that_were_started_cold_lose_nothing_either(laboratory, start):
    """The command people's machines run, with an engine of its own to import, killed while it trains."""
    runs = [start({"training": {"epochs": 600}, "seed": seed}, speed=150) for seed in range(2)]
    call = [sys.executable, "manage.py", "trainer"]
    for _ in range(2):
        seen = sum(epochs(run) for run in runs)
        process = subprocess.Popen(call, cwd=ROOT, env=laboratory.environment, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda seen=seen: sum(epochs(run) for run in runs) > seen + 9, "progress", within=120)
        finally:
            process.kill()
            process.wait()
        claims.expire_process(process.pid, platform.node())
        assert not Run.objects.exclude(trainer=None).exists()
    laboratory.start()
    settled(runs)
    for run in runs:
        assert_equal_to_twin(run)
        assert run.fence >= 5


def test_kills_before_the_first_commit_do_not_condemn_a_run(laboratory, start):
    """Two deaths in company, then one alone: three in a row without progress are needed."""
    runs = [start({"training": {"epochs": 60}, "seed": seed}) for seed in range(3)]
    for _ in range(2):
        pid = laboratory.start()
        wait_until(lambda: Run.objects.filter(state="training").exists(), "a claim", every=0.001)
        laboratory.kill(pid)
    laboratory.start()
    settled(runs)
    for run in runs:
        assert_equal_to_twin(run)


@pytest.mark.parametrize("sleeper_wakes", ["while the other trains", "after the other finished"])
def test_a_trainer_that_slept_through_its_lease_is_refused(laboratory, start, sleeper_wakes):
    """F3, P3, G12: SIGSTOP, the lease runs out by the database's clock, another goes on, SIGCONT: the sleeper exits with 3."""
    runs = [start({"training": {"epochs": 240}, "seed": seed}, speed=60) for seed in range(3)]
    sleeper = laboratory.start()
    wait_until(lambda: all(epochs(run) > 10 for run in runs), "training")
    os.kill(sleeper, signal.SIGSTOP)
    wait_until(lambda: claims.expire_stale(), "the lease to run out", within=10)
    other = laboratory.start()
    if sleeper_wakes == "after the other finished":
        settled(runs, within=60)
    else:
        before = epochs(runs[0])
        wait_until(lambda: epochs(runs[0]) > before, "the other's progress")
    os.kill(sleeper, signal.SIGCONT)
    assert laboratory.bury(sleeper) == 3
    settled(runs, within=60)
    laboratory.stop(other)
    for run in runs:
        assert_equal_to_twin(run)
        fences = Run.objects.values_list("fence", flat=True).get(id=run.id)
        assert fences >= 3  # claimed, expired, claimed


def test_a_run_that_kills_its_trainer_fails_alone_and_twenty_good_ones_finish(laboratory, start):
    """P4, F6: all 21 share one cohort; only the poisoned one ends as failed, in words."""
    good = [start({"training": {"epochs": 120}, "seed": seed}, owner=f"owner {seed % 3}") for seed in range(20)]
    poison = start({"training": {"epochs": 120}, "seed": 99}, title="poison")
    begin, deaths = time.monotonic(), 0
    pid = laboratory.start("poison")
    while Run.objects.exclude(state__in=("finished", "failed")).exists():
        # Two deaths in company, two alone, and one more for each commit that came nearer to the end in between.
        assert time.monotonic() - begin < 90 and deaths < 15
        if _dead(pid):
            laboratory.bury(pid)
            deaths += 1
            pid = laboratory.start("poison")
        time.sleep(0.005)
    poison.refresh_from_db()
    assert poison.state == "failed" and 40 <= poison.epoch < 50
    assert "twice" in poison.detail["words"]
    for run in good:
        run.refresh_from_db()
        assert run.state == "finished"
    for run in good[::7]:
        assert_equal_to_twin(run)
    assert_equal_to_twin(poison, poison.epoch)  # what it had stored stays and is right
    print(f"figure poison: {deaths} deaths, 20 good runs finished in {time.monotonic() - begin:.1f} s")


def _dead(pid: int) -> bool:
    """Whether a process has ended; its parent has not waited for it yet."""
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "Z"


def test_a_damaged_checkpoint_is_passed_over_and_its_records_come_out_the_same(laboratory, start):
    """F17: the one before takes over; what was stored since is retrained and compared, not stored twice."""
    run = start({"training": {"epochs": 900}})
    first = laboratory.start()
    wait_until(lambda: Checkpoint.objects.filter(run=run).count() >= 3, "three checkpoints")
    laboratory.kill(first)
    run.refresh_from_db()
    newest = Checkpoint.objects.filter(run=run).order_by("-step").first()
    assert newest.seq == run.seq
    data = bytearray(newest.data)
    data[len(data) // 2] ^= 1
    Checkpoint.objects.filter(id=newest.id).update(data=bytes(data))
    chunks = set(Chunk.objects.filter(run=run).values_list("id", flat=True))
    laboratory.start()
    settled([run])
    assert_equal_to_twin(run)
    assert run.attempt == 1
    assert chunks <= set(Chunk.objects.filter(run=run).values_list("id", flat=True))


def test_records_that_come_out_different_begin_a_new_attempt_and_keep_the_old(laboratory, start):
    run = start({"training": {"epochs": 900}})
    first = laboratory.start()
    wait_until(lambda: Checkpoint.objects.filter(run=run).count() >= 3, "three checkpoints")
    laboratory.kill(first)
    steps = list(Checkpoint.objects.filter(run=run).order_by("-step").values_list("id", "seq"))
    Checkpoint.objects.filter(id=steps[0][0]).update(digest="damaged")
    last = Chunk.objects.filter(run=run).order_by("-first_seq").first()
    data = bytearray(last.data)
    data[-40] ^= 1  # somewhere in the last column
    Chunk.objects.filter(id=last.id).update(data=bytes(data))
    laboratory.start()
    settled([run])
    assert_equal_to_twin(run)
    assert (run.attempt, run.attempt_from) == (2, steps[1][1])
    assert "different" in run.detail["attempts"][0]["reason"]
    assert Chunk.objects.filter(run=run, attempt=1).exists()


def test_a_run_begun_on_another_kind_of_machine_goes_on_as_a_marked_attempt(laboratory, start):
    """F18."""
    run = start({"training": {"epochs": 900}})
    first = laboratory.start()
    wait_until(lambda: epochs(run) > 100, "a hundred epochs")
    laboratory.stop(first)
    run.refresh_from_db()
    seq = run.seq
    Run.objects.filter(id=run.id).update(fingerprint="another kind")
    other = Trainer.objects.create(pid=0, host="elsewhere", fingerprint="another kind")
    pid = laboratory.start()
    time.sleep(0.3)  # long enough for a dozen looks
    assert epochs(run) == run.epoch, "taken although a trainer of its own kind is alive"
    Trainer.objects.filter(id=other.id).update(ended_at=Now())
    settled([run])
    assert_equal_to_twin(run)
    assert (run.attempt, run.attempt_from) == (2, seq)
    assert "another kind" in run.detail["attempts"][0]["reason"]
    laboratory.stop(pid)


def test_the_comparison_can_fail(laboratory, start):
    """A twin of another seed has another digest: equality above means something."""
    runs = [start({"training": {"epochs": 5}, "seed": seed}) for seed in (1, 2)]
    laboratory.start()
    settled(runs)
    for run in runs:
        run.refresh_from_db()
    assert stored_digest(runs[0]) != stored_digest(runs[1])
    Chunk.objects.filter(run=runs[0], first_seq=0).delete()
    with pytest.raises(AssertionError, match="lost or doubled"):
        assert_equal_to_twin(runs[0])
    assert fingerprint_of
