"""Trainability maps over the API: every cell's outcome, a finer map, a cell as a run."""

import struct

from playground.runs.models import Grid, Run, Tile

SPEC = {"optimizer": {"name": "momentum"}}
ASKED = {
    "spec": SPEC,
    "x": {"path": "optimizer.lr", "low": 0.01, "high": 1, "log": True},
    "y": {"path": "optimizer.momentum", "low": 0, "high": 0.9},
    "side": 64,
}


def test_a_map_is_started_once_and_says_how_far_it_is(program):
    made = program.told("post", "maps", {**ASKED, "start_token": "once"}, 201)
    assert program.told("post", "maps", {**ASKED, "start_token": "once"}, 201)["id"] == made["id"]
    other = {**ASKED, "side": 128, "start_token": "once"}
    assert "already used for another set-up" in str(program.told("post", "maps", other, 409))
    assert (made["cells"], made["done"], made["tiles"], made["going"]) == (4096, 0, 16, True)
    assert made["counts"] == {"converged": 0, "not": 0, "diverged": 0, "left": 4096}
    assert [one["id"] for one in program.told("get", "maps")["maps"]] == [made["id"]]


def test_a_tile_tells_what_is_stored_of_each_cell(program):
    made = program.told("post", "maps", ASKED, 201)
    kinds, epochs = bytes([1, 2, 3, 0] * 64), struct.pack("<256H", *(place % 10 for place in range(256)))
    losses = struct.pack("<256f", *(place / 8 for place in range(256))), struct.pack("<256f", float("inf"), *[0.5] * 255)
    Tile.objects.filter(grid=made["id"], place=5).update(data=kinds + epochs + b"".join(losses), done=192)
    told = program.told("get", f"maps/{made['id']}/tiles/5")
    assert told["outcomes"] == ["converged", "not", "diverged", ""] * 64
    assert told["epochs"] == [place % 10 for place in range(256)]
    assert told["train_losses"] == [place / 8 for place in range(256)]
    assert told["test_losses"] == ["Infinity"] + [0.5] * 255
    across = [0.01 * 100 ** (place / 63) for place in range(16, 32)]  # the second sixteen of 64 equal factors
    assert all(abs(float(said) / rate - 1) < 1e-3 for said, rate in zip(told["x"], across, strict=True))
    assert float(told["y"][0]) > 0 and program.told("get", f"maps/{made['id']}/tiles/0")["outcomes"] == []
    assert program.told("get", f"maps/{made['id']}")["counts"]["diverged"] == 64


def test_a_part_becomes_a_finer_map_and_a_cell_a_run(program):
    made = program.told("post", "maps", ASKED, 201)
    part = {"x": {"low": 0.1, "high": 0.2}, "y": {"low": 0.3, "high": 0.4}, "side": 128}
    finer = program.told("post", f"maps/{made['id']}/finer", part, 201)
    assert (finer["parent"], finer["side"], finer["x"]) == (made["id"], 128, {**ASKED["x"], "low": 0.1, "high": 0.2})
    assert program.told("get", f"maps/{made['id']}")["finer"] == [finer["id"]]
    cell = program.told("post", f"maps/{made['id']}/runs", {"column": 0, "row": 63}, 201)
    assert (cell["spec"]["optimizer"]["lr"], cell["spec"]["optimizer"]["momentum"]) == (0.01, 0.9)
    assert program.told("post", f"maps/{made['id']}/runs", {"column": 0, "row": 63}, 201)["id"] == cell["id"]


def test_a_map_is_stopped_and_deleted_and_its_runs_stay(program):
    made = program.told("post", "maps", ASKED, 201)
    program.told("post", f"maps/{made['id']}/runs", {"column": 1, "row": 1}, 201)
    assert program.told("post", f"maps/{made['id']}/commands", {"kind": "stop"}, 202)["going"] is False
    assert program.ask("get", f"maps/{made['id']}/picture").content[:4] == b"\x89PNG"
    program.told("delete", f"maps/{made['id']}", status=204)
    assert not Grid.objects.exists() and Run.objects.count() == 1


def test_what_makes_no_sense_is_refused_at_its_field(program):
    nonsense = {**ASKED, "x": {**ASKED["x"], "path": "training.colour"}}
    [said] = program.told("post", "maps", nonsense, 422)["errors"]
    assert said["field"] == "training.colour" and "no field that a map can vary" in said["words"]
    assert "64" in str(program.told("post", "maps", {**ASKED, "side": 65}, 422))
    backwards = {**ASKED, "y": {"path": "optimizer.momentum", "low": 0.9, "high": 0.1}}
    assert "from a smaller to a larger" in str(program.told("post", "maps", backwards, 422))
