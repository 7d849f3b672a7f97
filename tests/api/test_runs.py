"""Runs over the API: what is read is what is stored, and what is done is what the pages do."""

from urllib.parse import urlsplit

import numpy as np
import pytest

from engine.records import Schema, encode, encode_frames
from playground.runs.models import Chunk, KeyFrame, Run
from tests.live.writing import values


def test_a_start_sent_twice_is_one_run_and_fills_in_the_rest(program):
    asked = {"spec": {"optimizer": {"name": "adam"}}, "title": "mine", "start_token": "once", "paused": True}
    first, second = (program.told("post", "runs", asked, 201) for _ in range(2))
    assert first["id"] == second["id"] and Run.objects.count() == 1
    assert (first["title"], first["optimizer"], first["epochs"], first["state"]) == ("mine", "adam", 300, "waiting")
    assert first["spec"]["optimizer"]["beta2"] == 0.999, "torch.optim.Adam's"
    said = program.told("post", "runs", {**asked, "spec": {}}, 409)
    assert "already used for another set-up" in said["errors"][0]["words"]


def test_a_spec_is_priced_without_being_started(program):
    judged = program.told("post", "specs", {"network": {"layers": [{"name": "dense", "units": 3}]}})
    assert judged["parameters"] == (2 + 1) * 3 + (3 + 1) * 1
    assert judged["spec"]["version"] == 1 and len(judged["digest"]) == 64 and not Run.objects.exists()
    assert judged["query"] and program.told("get", "specs/default")["parameters"] == 18 + 28 + 5, "look.md, 2-6-4-1"


def test_pages_of_runs_follow_each_other_by_key(program, monkeypatch):
    monkeypatch.setattr("playground.api.runs.PAGE_LENGTH", 2)
    ids = [program.told("post", "runs", {"spec": {"seed": seed}}, 201)["id"] for seed in range(5)][::-1]
    seen, page = [], {"following": None}
    while True:
        page = program.told("get", "runs" + (f"?after={page['following'].replace('+', '%2B')}" if page["following"] else ""))
        seen += [one["id"] for one in page["runs"]]
        if not page["following"]:
            break
    assert seen == ids
    back = program.told("get", f"runs?before={page['previous'].replace('+', '%2B')}")
    assert [one["id"] for one in back["runs"]] == ids[2:4]
    assert [one["number"] for one in program.told("get", "runs?data=circles&sort=longest")["runs"]] == [5, 4]


def store(run: Run, rows: int, **changed) -> dict[str, np.ndarray]:
    """The next records of a run, some columns with values of the test's own."""
    schema = Schema.from_dict(run.schema)
    columns = values(schema, run.seq, rows) | {name: np.array(one) for name, one in changed.items()}
    data = encode(schema, run.seq, columns)
    Chunk.objects.create(run=run, attempt=1, first_seq=run.seq, rows=rows, data=data, seconds=np.ones(rows, "<f4").tobytes())
    run.seq += rows
    run.save(update_fields=["seq"])
    return columns


def test_numbers_that_are_none_are_spelled(program, run):
    store(run, 3, train_loss=[np.nan, np.inf, -np.inf])
    got = program.told("get", f"runs/{run.id}/records?from=3&columns=epoch,train_loss")
    assert got["columns"] == {"epoch": [3, 4, 5], "train_loss": ["NaN", "Infinity", "-Infinity"]}
    assert [str(float(one)) for one in got["columns"]["train_loss"]] == ["nan", "inf", "-inf"], "and Python reads them back"


def test_records_come_page_by_page_as_they_are_stored(program, run, monkeypatch):
    monkeypatch.setattr("playground.api.records.MOST", 4)
    written = store(run, 7)["train_loss"].astype("f4")
    seen, at, pages = [], 3, 0
    while at is not None:
        got = program.told("get", f"runs/{run.id}/records?from={at}&columns=train_loss")
        assert got["first"] == at
        seen, at, pages = seen + got["columns"]["train_loss"], got["following"], pages + 1
    assert pages == 2 and np.array_equal(np.array(seen, "f4"), written)
    part = program.told("get", f"runs/{run.id}/records?from=1&to=4&columns=epoch")
    assert part["columns"]["epoch"] == [1, 2, 3, 4] and part["following"] is None
    assert program.told("get", f"runs/{run.id}/records?from=99&columns=epoch")["columns"] == {"epoch": []}
    assert set(program.told("get", f"runs/{run.id}/records")["columns"]) == {name for name, *_ in run.schema["columns"]}


def test_bytes_are_the_stored_bytes_and_not_sent_twice(program, run):
    store(run, 2)
    got = program.get(f"runs/{run.id}/chunks")
    stored = b"".join(bytes(one) for one in Chunk.objects.order_by("first_seq").values_list("data", flat=True))
    assert got.content == stored and got["Content-Type"] == "application/octet-stream"
    assert program.get(f"runs/{run.id}/chunks", **{"If-None-Match": got["ETag"]}).status_code == 304


def test_a_key_frame_is_told_in_numbers_and_in_bytes(program, run):
    schema = Schema.from_dict(run.frame_schema)
    arrays = {name: np.arange(np.prod(shape), dtype="f4").reshape(1, *shape) for name, _, shape in schema.columns}
    [data] = encode_frames(schema, [2], arrays)
    KeyFrame.objects.create(run=run, attempt=1, seq=2, epoch=2, data=data)
    got = program.told("get", f"runs/{run.id}/frame?epoch=9")
    assert (got["epoch"], got["seq"]) == (2, 2)
    assert {name: np.shape(one) for name, one in got["sections"].items()} == {name: shape for name, _, shape in schema.columns}
    assert got["sections"]["weights"] == list(range(18 + 28 + 5))
    assert program.get(f"runs/{run.id}/frames?from=0&to=2").content == data
    assert program.get(f"runs/{run.id}/frame?epoch=1").status_code == 404, "none so early"


def test_name_star_archive_delete(program, run):
    got = program.told("patch", f"runs/{run.id}", {"title": " mine\u202e ", "starred": True, "archived": True})
    assert (got["title"], got["starred"], got["archived"]) == ("mine", True, True)
    assert program.told("get", "runs")["runs"] == [] and len(program.told("get", "runs?archived=1")["runs"]) == 1
    assert program.told("patch", f"runs/{run.id}", {"archived": False})["starred"] is True
    assert program.ask("delete", f"runs/{run.id}").content == b""
    assert not Run.objects.exists() and not Chunk.objects.exists()
    assert program.get(f"runs/{run.id}").status_code == 404


def test_commands_do_what_they_do_on_the_page(program, run):
    assert program.told("post", f"runs/{run.id}/commands", {"kind": "pause"}, 202)["state"] == "paused"
    assert program.told("post", f"runs/{run.id}/commands", {"kind": "extend", "epochs": 50}, 202)["epochs"] == 350
    assert program.told("post", f"runs/{run.id}/commands", {"kind": "speed", "epochs_per_second": 5}, 202)["speed"] == 5
    assert program.told("post", f"runs/{run.id}/commands", {"kind": "resume"}, 202)["state"] == "waiting"
    assert program.told("post", f"runs/{run.id}/commands", {"kind": "stop"}, 202)["state"] == "stopped"


def test_a_fork_names_its_parent(program, run):
    got = program.told("post", f"runs/{run.id}/forks", {"epoch": 0, "changes": {"optimizer.lr": 0.3}}, 201)
    assert (got["parent"], got["parent_epoch"], got["spec"]["optimizer"]["lr"]) == (run.id, 0, 0.3)


@pytest.mark.parametrize("days", [None, 7])
def test_a_link_is_told_once_and_withdrawn(program, run, client, days):
    made = program.told("post", f"runs/{run.id}/shares", {"days": days}, 201)
    path = urlsplit(made["address"]).path
    assert path.startswith("/s/") and client.get(path).status_code == 200
    [listed] = program.told("get", f"runs/{run.id}/shares")
    assert listed == {name: made[name] for name in ("id", "created_at", "expires_at", "listed", "name", "watching")}
    assert (listed["expires_at"] is None) == (days is None)
    program.told("delete", f"runs/{run.id}/shares/{made['id']}", status=204)
    assert program.told("get", f"runs/{run.id}/shares") == [] and client.get(path).status_code == 404


def test_a_run_is_put_under_explore_with_or_without_ones_name(program, run, alice):
    from django.contrib.auth import get_user_model

    from playground.accounts.models import Account
    from playground.runs.models import Share

    made = program.told("post", f"runs/{run.id}/shares", {"listed": True, "named": True}, 201)
    assert made["listed"] and Share.objects.get().name == "", "who has no account has no name to show"
    Account.objects.create(user=get_user_model().objects.create(username="ada"), owner=alice, name="Ada")
    program.told("post", f"runs/{run.id}/shares", {"listed": True, "named": True}, 201)
    assert Share.objects.get().name == "Ada"
