"""What an owner holds is what the blobs weigh; what would pass the limit is refused in words."""

import pytest

from playground.runs import forks, keeping, maps, orders, quota, recipes, services, sweeps, tables
from playground.runs.models import (
    Checkpoint,
    Chunk,
    Grid,
    KeyFrame,
    Run,
    Share,
    StoredTable,
    TableHolder,
    Task,
    Thumbnail,
    Tile,
)
from playground.training import tasks, thinning
from playground.training.kinds.base import TaskRefused
from tests.live.writing import commit
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db


def weighed(owner: str) -> int:
    """Added up in Python, blob by blob."""
    blobs = list(Chunk.objects.filter(run__owner=owner).values_list("data", flat=True))
    blobs += list(Chunk.objects.filter(run__owner=owner).values_list("seconds", flat=True))
    for model in (KeyFrame, Checkpoint, Thumbnail):
        blobs += list(model.objects.filter(run__owner=owner).values_list("data", flat=True))
    return sum(len(blob) for blob in blobs)


def test_a_count_weighs_every_blob_of_these_runs_and_of_no_other(django_assert_num_queries):
    runs = [make_run(), make_run(), make_run("bob")]
    for number, run in enumerate(runs, start=1):
        Chunk.objects.create(run=run, attempt=1, first_seq=0, rows=1, data=bytes(100 * number), seconds=bytes(4))
        Chunk.objects.create(run=run, attempt=2, first_seq=0, rows=1, data=bytes(7), seconds=b"")
        KeyFrame.objects.create(run=run, attempt=1, seq=0, epoch=0, data=bytes(30))
        Checkpoint.objects.create(run=run, attempt=1, epoch=0, step=0, seq=0, data=bytes(1000), digest="")
        Thumbnail.objects.create(run=run, epoch=0, data=bytes(600))
    with django_assert_num_queries(1):
        quota.recount([run.id for run in runs[:2]])
    with django_assert_num_queries(1):
        held = quota.used("alice")
    assert held == weighed("alice") == (100 + 4 + 7 + 30 + 1000 + 600) + (200 + 4 + 7 + 30 + 1000 + 600)
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
        said = r"Room: .* holds 2\.8 MiB of the 3\.0 MiB allowed \(runs 2\.8\), .* could take .* delete some"
        with pytest.raises(services.StartRefused, match=said):
            start()
    services.start_run("bob", recipes.parse({"training": {"epochs": 5000}}), token="bob's")
    keeping.delete(held)
    services.start_run("alice", recipes.parse({"training": {"epochs": 5000}}), token="large")


def test_everything_an_owner_has_is_weighed(django_assert_num_queries):
    run = make_run()
    Run.objects.filter(id=run.id).update(bytes=1000)
    for owner, size in (("alice", 7), ("bob", 70_000)):
        grid = Grid.objects.create(owner=owner, number=1, start_token="m", spec={}, x={}, y={}, side=64)
        Tile.objects.create(grid=grid, place=0, data=bytes(10 * size))
        Task.objects.create(owner=owner, kind="export", state="finished", result=bytes(100 * size))
        table = StoredTable.objects.create(digest=owner, data=bytes(size))
        TableHolder.objects.create(owner=owner, table=table)
    TableHolder.objects.create(owner="alice", table_id="bob")
    Share.objects.create(token_hash="h", run=run, card=bytes(50))
    with django_assert_num_queries(1):
        found = quota.parts("alice")
    assert found == {"runs": 1000, "maps": 70, "tables": 7 + 70_000, "results": 700, "pictures": 50}
    assert quota.used("alice") == sum(found.values()) and quota.used("nobody") == 0
    assert quota.told({**found, "maps": 3 * 2**20}) == "maps 3.0, tables 0.1"


def test_nothing_grows_past_the_limit(settings):
    """More epochs, a map, a table, a task, and what had been thinned: refused in the same words."""
    settings.OWNER_SPACE = 1
    run = services.start_run("alice", recipes.parse({"training": {"epochs": 5}}), token="run")
    Run.objects.filter(id=run.id).update(state="finished", detail_level="curve", epoch=5, seq=6)
    Run.objects.filter(id=make_run().id).update(bytes=2**20 - 5000)
    run.refresh_from_db()
    span = {"low": 0.1, "high": 0.5, "log": False}
    spec = recipes.parse({"optimizer": {"name": "momentum"}})
    table = tables.read([b"size,kind\n" + b"".join(b"%d,a\n" % row for row in range(2000))])
    for refused, grow in [
        (orders.CommandRefused, lambda: services.command(run, "extend", epochs=5000)),
        (services.StartRefused, lambda: maps.start("alice", spec, span | {"path": "optimizer.lr"},
                                                   span | {"path": "optimizer.momentum"}, 64, token="map")),
        (tables.TableRefused, lambda: tables.store("alice", table)),
        (TaskRefused, lambda: tasks.ask("alice", "gradient_check", run=run.id)),
        (TaskRefused, lambda: thinning.again(run)),
    ]:  # fmt: skip
        with pytest.raises(refused, match=r"^Room: what you keep holds 1\.0 MiB of the 1\.0 MiB allowed"):
            grow()
    services.command(run, "extend", epochs=1)
    assert not Grid.objects.exists() and not TableHolder.objects.exists() and not Task.objects.exists()


def test_nought_is_no_limit(settings):
    settings.OWNER_SPACE = 0
    Run.objects.filter(id=make_run().id).update(bytes=10**15)
    services.start_run("alice", recipes.parse({}), token="one more")
    assert quota.room("alice") is None


@pytest.mark.parametrize("count,words", [(0, "0.0"), (300_000, "0.3"), (12_800_000, "12"), (2_000 * 1024 * 1024, "2,000")])
def test_sizes_are_told_in_mebibytes(count, words):
    assert quota.mib(count) == words
