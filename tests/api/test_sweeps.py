"""Sweeps over the API."""

import pytest

from playground.runs.models import Run, Sweep

GRID = {"axes": {"optimizer.lr": "1e-2..1 log 3", "training.batch_size": "8, 16"}, "spec": {"training": {"epochs": 5}}}


def test_a_quote_counts_what_would_train(program):
    got = program.told("post", "sweeps/quotes", GRID)
    assert (got["kind"], got["runs"], got["epochs"], got["parameters"]) == ("grid", 6, 30, [51, 51])
    assert not Sweep.objects.exists()
    drawn = program.told("post", "sweeps/quotes", {"axes": {"optimizer.lr": "~1e-3..1 log"}, "draws": 7})
    assert (drawn["kind"], drawn["runs"]) == ("random", 7)


def test_a_sweep_has_a_cell_for_each_point(program):
    sweep = program.told("post", "sweeps", {**GRID, "title": "rates", "start_token": "once"}, 201)
    assert program.told("post", "sweeps", {**GRID, "start_token": "once"}, 201)["id"] == sweep["id"]
    assert (sweep["runs"], sweep["unfinished"], sweep["states"]) == (6, 6, {"waiting": 6})
    got = program.told("get", f"sweeps/{sweep['id']}/cells")
    assert [axis["path"] for axis in got["axes"]] == ["optimizer.lr", "training.batch_size"]
    rates, sizes = ("0.01", "0.1", "1"), ("8", "16")
    assert [cell["values"] for cell in got["cells"]] == [[rate, size] for rate in rates for size in sizes]
    cell = program.told("get", f"runs/{got['cells'][3]['run']}")
    assert (cell["spec"]["optimizer"]["lr"], cell["spec"]["training"]["batch_size"]) == (0.1, 16)
    assert (cell["sweep"], cell["place"], cell["detail_level"]) == (sweep["id"], 3, "curve")


def test_it_rests_goes_on_ends_grows_and_goes(program):
    address = f"sweeps/{program.told('post', 'sweeps', GRID, 201)['id']}"
    assert program.told("post", f"{address}/commands", {"kind": "pause"}, 202)["states"] == {"paused": 6}
    assert program.told("post", f"{address}/commands", {"kind": "resume"}, 202)["states"] == {"waiting": 6}
    more = {**GRID["axes"], "training.batch_size": "8, 16, 32"}
    assert program.told("post", f"{address}/growth", {"axes": more}) == {"runs": 3}
    assert "another field is another sweep" in str(program.told("post", f"{address}/growth", {"axes": {"seed": "1, 2"}}, 409))
    assert program.told("post", f"{address}/commands", {"kind": "stop"}, 202)["unfinished"] == 0
    program.told("delete", address, status=204)
    assert not Sweep.objects.exists() and not Run.objects.exists()


def test_ten_seeds_of_a_run(program, run):
    sweep = program.told("post", f"runs/{run.id}/seeds", status=201)
    assert (sweep["kind"], sweep["runs"], sweep["parent"]) == ("seeds", 10, run.id)


def test_pages_of_sweeps_follow_each_other(program, monkeypatch):
    monkeypatch.setattr("playground.api.sweeps.PAGE_LENGTH", 2)
    for seed in range(3):
        program.told("post", "sweeps", {"axes": {"seed": f"{seed}, {seed + 1}"}}, 201)
    first = program.told("get", "sweeps")
    assert [one["number"] for one in first["sweeps"]] == [3, 2] and first["following"] == 2
    assert [one["number"] for one in program.told("get", "sweeps?before=2")["sweeps"]] == [1]


@pytest.mark.parametrize("kind", ["gradient_check", "curvature"])
def test_a_question_asked_twice_is_one_task(program, run, kind):
    first, second = (program.told("post", f"runs/{run.id}/tasks/{kind}", {"epoch": "0"}, 202) for _ in range(2))
    assert first["id"] == second["id"] and first["state"] == "waiting"
    assert program.told("get", f"tasks/{first['id']}")["result"] is None
    assert [one["id"] for one in program.told("get", f"runs/{run.id}/tasks/{kind}")] == [first["id"]]


def test_what_a_tab_has_no_button_for_is_refused_in_its_words(program):
    """A range test of a rule that searches for its own step lengths has no rate to find."""
    data = {"samples": 40}
    spec = {"optimizer": {"name": "bfgs"}, "data": data, "training": {"batch_size": None, "epochs": 5}}
    run = program.told("post", "runs", {"spec": spec}, 201)
    [said] = program.told("post", f"runs/{run['id']}/tasks/rate_range", {}, 409)["errors"]
    assert "searches for the length of every step" in said["words"]
