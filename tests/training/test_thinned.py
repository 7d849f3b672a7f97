"""Any run that was thinned comes back record for record and frame for frame; what could not come back is left alone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from playground.accounts.models import Account
from playground.runs import forks, quota, services
from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run, Share, Thumbnail
from playground.runs.states import State
from playground.training import thinning
from tests.runs.making import make_run
from tests.training.laboratory import assert_equal_to_twin, settled, stored_digest, wait_until

SMALL = {"data": {"name": "circles", "samples": 80}, "training": {"epochs": 12}}


def frames(run: Run) -> list[tuple]:
    return [(seq, epoch, bytes(data)) for seq, epoch, data in run.frames.order_by("seq").values_list("seq", "epoch", "data")]


def weighed(run: Run) -> int:
    size = sum(len(data) + len(seconds) for data, seconds in run.chunks.values_list("data", "seconds"))
    blobs = [*run.frames.values_list("data", flat=True), *run.checkpoints.values_list("data", flat=True)]
    blobs += Thumbnail.objects.filter(run=run).values_list("data", flat=True)
    return size + sum(map(len, blobs))


def test_runs_come_back_bit_for_bit_whatever_happened_to_them(laboratory, start):
    """Plain, long past the last record of each epoch, diverged, stopped by its own rule, edited, prolonged, and forked."""
    paused = start(SMALL | {"optimizer": {"name": "adam"}}, paused=True)
    runs = {
        "plain": start(SMALL),
        "long": start({**SMALL, "training": {"epochs": 2600}}),
        "diverged": start(SMALL | {"optimizer": {"name": "sgd", "lr": 1e6}}),
        "stopped": start(SMALL | {"training": {"epochs": 300, "stop_below": 0.6}}),
        "edited": paused,
        "prolonged": start(SMALL | {"seed": 5}),
    }
    laboratory.start()
    resting = Run.objects.filter(id=paused.id, state=State.PAUSED)
    wait_until(resting.exists, "it rests")
    services.command(paused, "step", epochs=3)
    wait_until(resting.filter(epoch=3).exists, "3 epochs")
    services.command(Run.objects.get(id=paused.id), "edit", path="optimizer.lr", value=0.2)
    services.command(Run.objects.get(id=paused.id), "resume")
    settled(runs.values(), ("finished", "diverged", "stopped"))
    services.command(Run.objects.get(id=runs["prolonged"].id), "extend", epochs=5)
    runs["forked"] = forks.fork("alice", Run.objects.get(id=runs["plain"].id), 6, {"optimizer.lr": 0.3}, token="fork", speed=0)
    settled(runs.values(), ("finished", "diverged", "stopped"))
    runs = {name: Run.objects.get(id=run.id) for name, run in runs.items()}
    assert runs["edited"].edits and runs["prolonged"].epoch == 17 and runs["long"].seq < 2600
    before = {name: (stored_digest(run), frames(run)) for name, run in runs.items()}
    assert all(run.bytes == weighed(run) for run in runs.values()), "counted when it came to rest"
    for name, run in runs.items():
        held = run.bytes
        freed = thinning.thin(run, "result")
        run.refresh_from_db()
        assert not run.chunks.exists() and not run.frames.exists() and run.bytes == weighed(run) == held - freed, name
    tasks = {name: thinning.again(run) for name, run in runs.items()}
    assert thinning.again(runs["plain"]).id == tasks["plain"].id, "opened twice, trained once"
    for name, task in tasks.items():
        wait_until(lambda task=task: type(task).objects.get(id=task.id).state in ("finished", "failed"), name)
        run = Run.objects.get(id=runs[name].id)
        assert (run.detail_level, type(task).objects.get(id=task.id).words) == ("full", ""), name
        assert (stored_digest(run), frames(run)) == before[name], name
        assert run.bytes == weighed(run) and thinning.again(run) is None
    assert_equal_to_twin(Run.objects.get(id=runs["plain"].id))
    thinning.thin(run, "curve")
    assert thinning.again(Run.objects.get(id=run.id)).id != tasks["forked"].id, "thinned again, trained again"


@pytest.fixture
def old(transactional_db) -> dict[str, Run]:
    """Ended runs nobody touched for eight days, each with a chunk, two checkpoints and a frame of a mebibyte."""
    names = ("nobody", "starred", "shared", "ada", "again")
    found = {name: make_run(name, state=State.FINISHED, seq=5, epoch=4) for name in names}
    Run.objects.filter(id=found["again"].id).update(attempt=2)  # continued elsewhere: it would not come out the same
    Run.objects.filter(id=found["starred"].id).update(starred=True)
    Share.objects.create(run=found["shared"], token_hash="hash")
    from django.contrib.auth import get_user_model

    Account.objects.create(user=get_user_model().objects.create(username="ada"), owner="ada", name="Ada")
    for run in found.values():
        Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=5, data=bytes(200), seconds=bytes(20))
        KeyFrame.objects.create(run=run, attempt=1, seq=4, epoch=4, data=bytes(quota.MIB))
        for step in (1, 2):
            Checkpoint.objects.create(run=run, attempt=1, epoch=step, step=step, seq=0, data=bytes(50), digest="")
    quota.recount([run.id for run in found.values()])
    Run.objects.update(updated_at=Now() - timedelta(days=8))
    return found


def told(*options: str) -> str:
    out = StringIO()
    call_command("thin", *options, stdout=out)
    return out.getvalue().strip()


def test_the_command_says_what_it_would_do_and_then_what_it_did(old):
    assert told("--dry-run") == "Would thin 1 run to curve: 1.0 MiB."
    assert KeyFrame.objects.count() == 5
    assert told("--older-than", "9") == "Thinned 0 runs to curve: 0.0 MiB."
    assert told() == "Thinned 1 run to curve: 1.0 MiB."
    assert not KeyFrame.objects.filter(run=old["nobody"]).exists() and KeyFrame.objects.count() == 4
    assert Run.objects.get(id=old["nobody"].id).bytes == 220 + 50
    assert [one.step for one in Checkpoint.objects.filter(run=old["nobody"])] == [2]
    assert told() == "Thinned 0 runs to curve: 0.0 MiB."
    with pytest.raises(CommandError, match="not a number of days"):
        told("--older-than", "-1")


def test_what_could_not_be_trained_again_is_not_thinned_by_anybody(old):
    assert thinning.thin(old["again"], "result") is None
    assert KeyFrame.objects.filter(run=old["again"]).exists() and Run.objects.get(id=old["again"].id).detail_level == "full"


def test_the_supervisor_has_the_house_cleared_up_once_a_day(monkeypatch):
    from playground.training import supervisor

    started, clock = [], [1000.0]

    class Done:
        def __init__(self, arguments, **_):
            started.append(arguments[2])

        def poll(self):
            return 0

    monkeypatch.setattr(supervisor.subprocess, "Popen", Done)
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(supervisor.Supervisor, "_database", staticmethod(lambda write: None))
    watching = supervisor.Supervisor([])
    for passed, times in ((0, 0), (599, 0), (601, 1), (7200, 1), (86_000, 1), (87_100, 2), (87_200, 2)):
        clock[0] = 1000.0 + passed
        watching.look()
        assert started == ["thin"] * times, passed
