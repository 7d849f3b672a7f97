"""The fenced transaction: whole or not at all, a stale fence harms nobody else, a repeated commit stores nothing twice."""

import pytest

from playground.runs.models import Checkpoint, Chunk, Command, KeyFrame, Run
from playground.runs.states import State
from playground.training import claims, commits
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trainer():
    return claims.register(1, "here", "print")


def claimed(trainer, count: int = 1) -> list[Run]:
    for _ in range(count):
        make_run("alice", "same")
    return claims.claim(trainer, [])


def parcel(run: Run, rows: int = 2, state: State = State.TRAINING, **facts) -> commits.Parcel:
    row = {
        "state": state, "detail": {}, "holding": False, "epoch": run.seq + rows - 1, "epochs": 300, "step": run.step + 8 * rows,
        "seq": run.seq + rows, "frame_seq": run.seq, "probe": None, "speed": 0.0, "fingerprint": "print", "suspect": False,
        "deaths": 0, "best_metric": None, "last_metric": None, "last_loss": None,
        "trainer_id": run.trainer_id if state == State.TRAINING else None,
    }  # fmt: skip
    return commits.Parcel(
        run.id, run.fence, (run.seq, run.step), row, run.attempt, release=state != State.TRAINING,
        chunk=(run.seq, rows, b"records", b"\0" * 4 * rows), frames=[(run.seq, run.seq, b"frame")],
        checkpoint=(run.seq + rows - 1, run.step + 8 * rows, run.seq + rows, b"state", "digest"), **facts,
    )  # fmt: skip


def stored(run: Run) -> tuple[int, ...]:
    return tuple(model.objects.filter(run=run).count() for model in (Chunk, KeyFrame, Checkpoint))


def test_records_frames_checkpoint_and_row_are_stored_together(trainer):
    """I2: one transaction, and the row matched by its fence."""
    [run] = claimed(trainer)
    asked = Command.objects.create(run=run, kind="speed")
    assert commits.commit(trainer.id, [parcel(run, done=[(asked.id, "")])]) == {run.id}
    run.refresh_from_db()
    asked.refresh_from_db()
    assert (run.seq, run.step, run.epoch, run.state, run.trainer_id) == (2, 16, 1, State.TRAINING, trainer.id)
    assert stored(run) == (1, 1, 1)
    assert asked.done
    assert Chunk.objects.values_list("first_seq", "rows", "attempt").get(run=run) == (0, 2, 1)


def test_a_stale_fence_is_left_out_and_all_others_are_stored(trainer):
    runs = claimed(trainer, 5)
    Run.objects.filter(id=runs[2].id).update(fence=9)
    kept = commits.commit(trainer.id, [parcel(run) for run in runs])
    assert kept == {run.id for run in runs} - {runs[2].id}
    assert [stored(run)[0] for run in runs] == [1, 1, 0, 1, 1]


def test_an_expired_trainer_stores_nothing(trainer):
    runs = claimed(trainer, 3)
    claims.expire(trainer.id)
    assert commits.commit(trainer.id, [parcel(run) for run in runs]) == set()
    assert not Chunk.objects.exists()


def test_a_commit_whose_answer_was_lost_may_be_repeated(trainer):
    """F19: what is already there is recognised, and not inserted twice."""
    [run] = claimed(trainer)
    same = parcel(run)
    assert commits.commit(trainer.id, [same]) == commits.commit(trainer.id, [same]) == {run.id}
    assert stored(run) == (1, 1, 1)


def test_a_run_given_back_cannot_be_written_by_who_gave_it(trainer):
    [run] = claimed(trainer)
    commits.commit(trainer.id, [parcel(run, state=State.PAUSED)])
    before = Run.objects.values().get(id=run.id)
    assert (before["trainer_id"], before["fence"]) == (None, 2)
    run.seq, run.step = 2, 16
    assert commits.commit(trainer.id, [parcel(run)]) == set()
    assert Run.objects.values().get(id=run.id) == before


@pytest.mark.parametrize(("kind", "state"), [("resume", "waiting"), ("step", "waiting"), ("extend", "waiting")])
def test_a_run_does_not_rest_while_something_new_is_asked(trainer, kind, state):
    """The command came in between: nobody holds the run any more, so it has to be claimable."""
    [run] = claimed(trainer)
    Command.objects.create(run=run, kind=kind)
    commits.commit(trainer.id, [parcel(run, state=State.PAUSED)])
    run.refresh_from_db()
    assert (run.state, run.trainer) == (state, None)


@pytest.mark.parametrize(
    ("kind", "end", "state", "answered"),
    [
        ("extend", State.FINISHED, "waiting", False), ("pause", State.FINISHED, "finished", True),
        ("step", State.FINISHED, "waiting", False), ("step", State.STOPPED, "stopped", True),
        ("extend", State.DIVERGED, "diverged", True), ("stop", State.FINISHED, "finished", True),
    ],
)  # fmt: skip
def test_what_was_asked_of_a_run_that_just_ended(trainer, kind, end, state, answered):
    [run] = claimed(trainer)
    asked = Command.objects.create(run=run, kind=kind)
    commits.commit(trainer.id, [parcel(run, state=end)])
    run.refresh_from_db()
    asked.refresh_from_db()
    assert (run.state, bool(asked.done), bool(asked.answer)) == (state, answered, answered)


def test_a_part_that_does_not_fit_the_tables_ends_its_own_run_only(trainer):
    runs = claimed(trainer, 3)
    bad = runs[1]
    Chunk.objects.create(run=bad, attempt=1, first_seq=0, rows=1, data=b"in the way", seconds=b"")
    kept = commits.commit(trainer.id, [parcel(run) for run in runs])
    assert kept == {runs[0].id, runs[2].id}
    bad.refresh_from_db()
    assert (bad.state, bad.trainer) == (State.FAILED, None)
    assert "stored" in bad.detail["words"]


def test_transactions_stay_below_128_runs_and_4_mib(trainer):
    runs = claimed(trainer, 60)
    parcels = [parcel(run) for run in runs]
    for one in parcels:
        one.frames = [(0, 0, b"x" * 200_000)]
    sizes = [sum(p.size for p in batch) for batch in commits._batches(parcels)]
    assert max(sizes) <= 4 * 1024 * 1024 and len(sizes) == 3
    assert commits.commit(trainer.id, parcels) == {run.id for run in runs}
