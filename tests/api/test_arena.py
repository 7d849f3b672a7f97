"""Races over the API: on a surface, of runs on one plane, and a run against other optimizers."""

import numpy as np
import pytest

from playground.runs import shares
from playground.runs.models import Task
from tests.api.conftest import Program
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_trails import frame

BOWL = {"surface": {"name": "bowl"}, "x": 2, "y": 1, "steps": 5, "racers": [{"name": "sgd", "lr": 0.01}, {"name": "adam"}]}


def test_a_race_gives_every_step_of_every_racer(program, trainer):  # noqa: F811
    asked = program.told("post", "arena/races", {"arena": BOWL}, 202)
    assert program.told("post", "arena/races", {"arena": BOWL}, 202)["id"] == asked["id"], "the same question is one task"
    assert program.told("get", f"arena/races/{asked['id']}")["paths"] == {}
    do(trainer)
    told = program.told("get", f"arena/races/{asked['id']}")
    x, y, loss = (np.array(told["paths"][f"0.{name}"]) for name in ("x", "y", "loss"))
    gradient = [np.array(told["paths"][f"0.gradient.{name}"]) for name in "xy"]
    assert len(x) == 6 and (x[0], y[0]) == (2, 1)
    assert np.allclose(x[1:], x[:-1] - 0.01 * gradient[0][:-1]) and np.allclose(y[1:], y[:-1] - 0.01 * gradient[1][:-1])
    assert (np.diff(loss) < 0).all() and [one["name"] for one in told["told"]["racers"]] == ["sgd", "adam"]
    side = told["told"]["side"]
    assert (len(told["heights"]), len(told["heights"][0])) == (side, side)


def test_an_arena_that_cannot_be_is_refused_at_its_field(program):
    [said] = program.told("post", "arena/races", {"arena": {"racers": [{"name": "sgd", "lr": -1}]}}, 422)["errors"]
    assert said["field"] == "arena.racers.0.lr" and said["value"] == -1


@pytest.fixture
def walked(run):
    """The run with three key frames of weights of our own."""
    from engine.records import Schema

    schema = Schema.from_dict(run.frame_schema)
    for epoch in range(3):
        weights = np.linspace(0, 1 + epoch, 51)
        run.frames.create(attempt=1, seq=epoch, epoch=epoch, data=frame(schema, epoch, weights))
    run.state = "finished"
    run.save()
    return run


def test_paths_of_runs_one_may_see(program, stranger, walked, trainer):  # noqa: F811
    key = f"s:{shares.make(walked)}"
    plane = {"plane": "weights", "first": 0, "second": 50}
    for asker, asked in ((program, walked.id), (stranger, key)):
        task = asker.told("post", "arena/trails", {"runs": [asked], **plane}, 202)
        do(trainer)
        told = asker.told("get", f"arena/trails/{task['id']}")
        assert np.allclose(np.diff(told["paths"]["0.x"]), 0, atol=1e-6) and np.allclose(
            np.diff(told["paths"]["0.y"]), 1, atol=1e-6
        )
    assert walked.id not in str(told) and key[2:] not in str(Task.objects.get(id=task["id"]).input), "neither id nor token"
    stranger.told("post", "arena/trails", {"runs": [walked.id], **plane}, 409)
    shares.withdraw(walked)
    stranger.told("get", f"arena/trails/{task['id']}", status=404)


def test_a_run_is_raced_with_others_from_the_same_weights_and_batches(program: Program, run):
    rivals = {"rivals": {"momentum": 0.02, "adam": None}, "start_token": "once"}
    started = program.told("post", f"runs/{run.id}/rivals", rivals, 201)
    assert [one["id"] for one in program.told("post", f"runs/{run.id}/rivals", rivals, 201)] == [one["id"] for one in started]
    found = {one["optimizer"]: one["spec"] for one in started}
    assert found["momentum"]["optimizer"]["lr"] == 0.02 and set(found) == {"momentum", "adam"}
    assert all({**spec, "optimizer": None} == {**run.spec, "optimizer": None} for spec in found.values())
    assert "is not known" in str(program.told("post", f"runs/{run.id}/rivals", {"rivals": {"adma": None}}, 409))
