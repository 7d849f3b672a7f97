"""What an owner's runs hold is what their blobs weigh; what would pass the limit is refused in words."""

import pytest

from playground.runs import forks, keeping, quota, recipes, services, sweeps
from playground.runs.models import Checkpoint, Chunk, KeyFrame, Run
from tests.live.writing import commit
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db


def weighed(owner: str) -> int:
    """Added up in Python, blob by blob."""
    blobs = list(Chunk.objects.filter(run__owner=owner).values_list("data", flat=True))
    blobs += list(Chunk.objects.filter(run__owner=owner).values_list("seconds", flat=True))
    for model in (KeyFrame, Checkpoint):
        blobs += list(model.objects.filter(run__owner=owner).values_list("data", flat=True))
    return sum(len(blob) for blob in blobs)


def test_a_count_weighs_every_blob_of_these_runs_and_of_no_other(django_assert_num_queries):
    runs = [make_run(), make_run(), make_run("bob")]
    for number, run in enumerate(runs, start=1):
        Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=1, data=bytes(100 * number), seconds=bytes(4))
        Chunk.objects.create(run=run, attempt=2, first_seq=0, rows=1, data=bytes(7), seconds=b"")
        KeyFrame.objects.create(run=run, attempt=1, seq=0, epoch=0, data=bytes(30))
        Checkpoint.objects.create(run=run, attempt=1, epoch=0, step=0, seq=0, data=bytes(1000), digest="")
    with django_assert_num_queries(1):
        quota.recount([run.id for run in runs[:2]])
    with django_assert_num_queries(1):
        held = quota.used("alice")
    assert held == weighed("alice") == (100 + 4 + 7 + 30 + 1000) + (200 + 4 + 7 + 30 + 1000)
    assert (quota.used("bob"), quota.used("nobody")) == (0, 0), "not counted yet, and nothing to count"


def test_a_fork_weighs_what_it_copied():
    parent = services.start_run("alice", recipes.parse({}), token="parent")
    commit(parent, 20, frame=False)
    quota.recount([parent.id])
    fork = forks.fork("alice", parent, 10, token="fork")
    of_parent, of_fork = (Run.objects.get(id=run.id).bytes for run in (parent, fork))
    assert fork.chunks.exists() and of_fork == weighed("alice") - of_parent


def test_a_start_that_would_pass_the_limit_is_refused_with_what_to_do(settings):
    settings.OWNER_SPACE = 3
    held = make_run()
    Run.objects.filter(id=held.id).update(bytes=2_900_000)
    small = {"training": {"epochs": 5}}
    services.start_run("alice", recipes.parse(small), token="small")
    for start in (
        lambda: services.start_run("alice", recipes.parse({"training": {"epochs": 5000}}), token="large"),
        lambda: sweeps.start("alice", recipes.parse({}), {"seed": "1..50"}, token="many"),
    ):
        with pytest.raises(services.StartRefused, match=r"hold 2\.8 MiB of the 3\.0 MiB allowed, .* could take .* delete some"):
            start()
    services.start_run("bob", recipes.parse({"training": {"epochs": 5000}}), token="bob's")
    keeping.delete(held)
    services.start_run("alice", recipes.parse({"training": {"epochs": 5000}}), token="large")


def test_nought_is_no_limit(settings):
    settings.OWNER_SPACE = 0
    Run.objects.filter(id=make_run().id).update(bytes=10**15)
    services.start_run("alice", recipes.parse({}), token="one more")
    assert quota.room("alice") is None


@pytest.mark.parametrize("count,words", [(0, "0.0"), (300_000, "0.3"), (12_800_000, "12"), (2_000 * 1024 * 1024, "2,000")])
def test_sizes_are_told_in_mebibytes(count, words):
    assert quota.mib(count) == words
