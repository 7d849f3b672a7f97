"""A race of runs: started from one, the same but for the rule; their paths asked for as a task; and every way not to have one."""

import json
import re

import numpy as np
import pytest
from sklearn.decomposition import PCA

from engine.records import Schema, decode, decode_frame
from playground.runs import recipes, services
from playground.runs.models import KeyFrame, Run, Trainer
from playground.training.kinds import arena as packing
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_runs_pages import owner_of

pytestmark = pytest.mark.django_db


def make(learner, changes: dict | None = None, epochs: int = 6, seed: int = 0) -> Run:
    """A run whose key frames are weights of our own: a walk from the seed."""
    spec = recipes.parse({"training": {"epochs": epochs}, **(changes or {})})
    made = services.start_run(owner_of(learner), spec, token=str(Run.objects.count()))
    Run.objects.filter(id=made.id).update(state="finished", epoch=epochs)
    run = Run.objects.get(id=made.id)
    schema = Schema.from_dict(run.frame_schema)
    walk = np.random.default_rng(seed).normal(size=(epochs + 1, 51)).cumsum(axis=0) * 0.1
    for epoch, weights in enumerate(walk):
        KeyFrame.objects.create(run=run, attempt=run.attempt, seq=epoch, epoch=epoch, data=frame(schema, epoch, weights))
    return run


def frame(schema: Schema, epoch: int, weights: np.ndarray) -> bytes:
    from engine.records import TYPES, encode_frames

    sections = {name: np.zeros((1, *shape), TYPES[kind]) for name, kind, shape in schema.columns}
    sections["weights"] = weights[None].astype(np.float32)
    return encode_frames(schema, [epoch], sections)[0]


def weights_of(run: Run) -> np.ndarray:
    schema = Schema.from_dict(run.frame_schema)
    return np.stack(
        [decode_frame(schema, bytes(one.data))[1]["weights"] for one in KeyFrame.objects.filter(run=run).order_by("seq")]
    )


def test_other_optimizers_are_raced_from_the_same_recipe(learner):
    run = make(learner, {"optimizer": {"name": "sgd", "lr": 0.1}, "seed": 9})
    page = learner.get(f"/arena/runs/?run={run.id}").content.decode()
    assert f'href="/arena/runs/?run={run.id}"' in learner.get(f"/runs/{run.id}/").content.decode()
    assert re.findall(r'name="rival" value="(\w+)" checked', page) == ["momentum", "adam"]
    sent = {"run": run.id, "token": "t", "rival": ["momentum", "adam"], "rate.momentum": "0.02", "rate.adam": "0.005"}
    response = learner.post("/arena/runs/", sent)
    ids = re.findall(r"run=([\w-]{22})", response["Location"])
    assert response.status_code == 303 and ids[0] == run.id and len(ids) == 3
    started = [Run.objects.get(id=one) for one in ids]
    for one, (name, rate) in zip(started, [("sgd", 0.1), ("momentum", 0.02), ("adam", 0.005)], strict=True):
        assert (one.spec["optimizer"]["name"], one.spec["optimizer"]["lr"]) == (name, rate)
        assert {**one.spec, "optimizer": None} == {**run.spec, "optimizer": None}
    assert learner.post("/arena/runs/", sent)["Location"] == response["Location"], "pressed twice is one race"


def test_after_a_race_others_join_and_nobody_runs_twice(learner):
    run = make(learner, {"optimizer": {"name": "sgd", "lr": 0.1}, "seed": 9})
    sent = {"run": run.id, "token": "t", "rival": ["momentum"], "rate.momentum": "0.02"}
    there = learner.post("/arena/runs/", sent)["Location"]
    page = learner.get(there).content.decode()
    assert "checked" not in "".join(re.findall(r'name="rival"[^>]*', page)) and "who is ticked joins" in page
    ids = re.findall(r"run=([\w-]{22})", there)
    same = {"run": ids, "token": "u", "rival": ["momentum"], "rate.momentum": "0.02"}
    refused = learner.post("/arena/runs/", same)
    assert refused.status_code == 422 and "On the map already." in read(refused).text and Run.objects.count() == 2
    more = learner.post("/arena/runs/", same | {"rival": ["momentum", "adam"], "rate.adam": "0.005"})["Location"]
    found = re.findall(r"run=([\w-]{22})", more)
    assert found[:2] == ids and [Run.objects.get(id=one).optimizer for one in found] == ["sgd", "momentum", "adam"]
    faster = learner.post("/arena/runs/", same | {"run": found, "token": "v", "rate.momentum": "0.3"})["Location"]
    assert len(re.findall(r"run=([\w-]{22})", faster)) == Run.objects.count() == 4


def test_a_full_map_asks_for_no_more(learner):
    runs = [make(learner, {"optimizer": {"name": "sgd", "lr": 0.1 + place / 100}}) for place in range(8)]
    ids = [run.id for run in runs]
    page = read(learner.get("/arena/runs/?" + "&".join(f"run={one}" for one in ids)))
    assert "The map is full." in page.text and "Add to the race" not in page.text
    refused = learner.post("/arena/runs/", {"run": ids, "token": "t", "rival": ["adam"]})
    assert refused.status_code == 422 and "There are 8 runs on the map, as many as it takes." in read(refused).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Tick one to 7 optimizers to race with this run; 0 are ticked."),
        ({"rival": "adma"}, "Optimizer: “adma” is not known."),
        ({"rival": "adam", "rate.adam": "fast"}, "Adam: Learning rate: 'fast' is not a number."),
        ({"rival": "newton", "rate.newton": "1"}, "Newton: Batch size"),
    ],
)
def test_a_race_that_cannot_be_is_refused_and_what_was_typed_stays(learner, sent, words):
    run = make(learner)
    response = learner.post("/arena/runs/", {"run": run.id, "token": "t", **sent})
    assert response.status_code == 422 and words in " ".join(read(response).text.split())
    assert Run.objects.count() == 1
    for name, value in sent.items():
        assert name == "rival" or f'name="{name}" value="{value}"' in response.content.decode()


def test_the_map_is_asked_for_worked_out_and_is_scikit_learns(learner, trainer, client):  # noqa: F811
    runs = [make(learner), make(learner, {"optimizer": {"name": "adam"}}, seed=4)]
    answer = learner.post("/arena/trails/", {"run": [run.id for run in runs]})
    assert answer.status_code == 202 and answer.json()["query"] == f"run={runs[0].id}&run={runs[1].id}"
    address = f"/arena/races/{answer.json()['task']['id']}"
    assert do(trainer).state == "finished"
    data = learner.get(address).content
    told = packing.told(data)
    every = np.concatenate([weights_of(run) for run in runs]).astype(np.float64)
    truth = PCA(2).fit(every)
    assert told["explained"] == pytest.approx(truth.explained_variance_ratio_, rel=1e-6)
    assert [one["name"] for one in told["racers"]] == ["sgd", "adam"] and told["epochs"] == list(range(7))
    length = len(told["walked"]["columns"]) * 32 + 32  # seven numbers of four bytes, filled up to 32
    _, columns = decode(Schema.from_dict(told["walked"]), data[len(data) - length :])
    np.testing.assert_allclose(np.abs(columns["1.x"]), np.abs(truth.transform(every)[7:, 0]), rtol=1e-4, atol=1e-5)
    assert client.get(address).status_code == 404
    asked = learner.post("/arena/trails/", {"run": [run.id for run in runs], "plane": "random"}).json()["task"]["id"]
    runs[1].delete()
    assert do(trainer).words == "There is no such run.", "deleted while it waited"
    assert learner.get(f"/arena/races/{asked}").json()["task"]["words"] == "There is no such run."
    stranger = client.post("/arena/trails/", {"run": [run.id for run in runs]})
    assert stranger.status_code == 422 and stranger.json()["problems"][0]["message"] == "There is no such run."


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"plane": "film"}, "Plane: “film” is not known. Known: principal, random, weights."),
        ({"plane": "random", "seed": "-1"}, "Seed: “-1” is not a whole number from 0 to 2147483647."),
        ({"plane": "weights", "first": "51"}, "Parameter along x: “51” is not a whole number from 0 to 50."),
        ({"plane": "weights", "first": "3", "second": "3"}, "The two parameters are the same."),
    ],
)
def test_a_plane_that_is_none_is_refused_in_words(learner, asked, words):
    run = make(learner)
    answer = learner.post("/arena/trails/", {"run": run.id, **asked})
    assert answer.status_code == 422 and words in answer.json()["problems"][0]["message"]


def test_runs_that_have_no_map_together_are_told_why(learner):
    run = make(learner)
    for changes, words in [
        ({"data": {"noise": 0.3}}, "These runs differ in Noise:"),
        ({"network": {"layers": [{"name": "dense", "units": 3}]}}, "These runs differ in Layer 1: units"),
        ({"loss": {"name": "hinge"}}, "These runs differ in Loss:"),
    ]:
        other = services.start_run(owner_of(learner), recipes.parse(changes), token=words)
        for answer in (learner.post("/arena/trails/", {"run": [run.id, other.id]}).json()["problems"][0]["message"],
                       read(learner.get(f"/arena/runs/?run={run.id}&run={other.id}")).text):  # fmt: skip
            assert words in answer
    fresh = services.start_run(owner_of(learner), recipes.parse({"seed": 3}), token="fresh")
    answer = learner.post("/arena/trails/", {"run": [run.id, fresh.id]})
    assert answer.json()["problems"][0]["message"].startswith(f"Run {fresh.number} has no path yet")
    assert answer.status_code == 202 and answer.json()["moving"], "it waits for a trainer: nothing is wrong"
    normed = {"network": {"layers": [{"name": "dense", "units": 4}, {"name": "batch_norm"}]}}
    assert (
        "Batch norm" in learner.post("/arena/trails/", {"run": make_frames(learner, normed).id}).json()["problems"][0]["message"]
    )


def make_frames(learner, changes: dict) -> Run:
    run = services.start_run(owner_of(learner), recipes.parse(changes), token=json.dumps(changes))
    for seq in range(2):
        KeyFrame.objects.create(run=run, attempt=run.attempt, seq=seq, epoch=seq, data=b"")
    return run


def test_the_comparison_leads_to_the_paths_of_ones_own_runs(learner):
    one, two = make(learner), make(learner, seed=1)
    page = learner.get(f"/compare/?run={one.id}&run={two.id}").content.decode()
    assert f'href="/arena/runs/?run={one.id}&amp;run={two.id}"' in page
    assert "/arena/runs/?" not in learner.get(f"/compare/?run={one.id}").content.decode()
    assert Trainer.objects.count() == 0


LARGE = {
    "network": {"layers": [{"name": "dense", "units": 120}] * 2},
    "data": {"samples": 40},
    "training": {"epochs": 20, "batch_size": 20},
}


def large(learner, **changes) -> Run:
    """A run of 15,001 parameters, as if it had been trained here to its end; its key frames carry no weights."""
    from engine.fingerprint import fingerprint

    made = services.start_run(owner_of(learner), recipes.parse(LARGE | changes), token=str(Run.objects.count()))
    Run.objects.filter(id=made.id).update(state="finished", epoch=20, fingerprint=fingerprint())
    return Run.objects.get(id=made.id)


def test_a_network_too_large_for_its_frames_is_trained_again_to_a_few_moments(learner, trainer):  # noqa: F811
    from engine.plan import Plan
    from engine.state import State
    from engine.training import Member, train

    runs = [large(learner), large(learner, optimizer={"name": "adam"})]
    page = read(learner.get(f"/arena/runs/?run={runs[0].id}&run={runs[1].id}")).text
    assert "these runs are trained again to 16 moments each, about 1 s" in " ".join(page.split())
    asked = learner.post("/arena/trails/", {"run": [run.id for run in runs]}).json()["task"]["id"]
    assert do(trainer).state == "finished"
    told = packing.told(learner.get(f"/arena/races/{asked}").content)
    assert told["epochs"][:5] == [0, 1, 2, 3, 4] and told["epochs"][-1] == 20 and len(told["epochs"]) <= 16
    paths = []
    for run in runs:  # from the beginning, an epoch at a time, and no checkpoint looked at
        plan = Plan(recipes.parse(run.spec))
        states = [State.begin(plan)]
        for _epoch in range(20):
            states.append(train([Member(plan, states[-1])], 1)[0].state)
        paths.append(np.stack([states[epoch].params.numpy() for epoch in told["epochs"]]))
    truth = PCA(2).fit(np.concatenate(paths).astype(np.float64))
    assert told["explained"] == pytest.approx(truth.explained_variance_ratio_, rel=1e-5)


def test_what_would_take_too_much_is_refused_by_its_numbers(learner, monkeypatch):
    from playground.training import retraced

    runs = [large(learner), large(learner, seed=4)]
    sent = {"run": [run.id for run in runs]}
    monkeypatch.setattr(retraced, "NUMBERS", 400_000)
    [problem] = learner.post("/arena/trails/", sent).json()["problems"]
    assert problem["message"].startswith("Parameters: 2 runs of 15,001 each come to 480,032 weights; a map takes 400,000.")
    monkeypatch.undo()
    monkeypatch.setattr(retraced, "SECONDS", 0.001)
    [problem] = learner.post("/arena/trails/", sent).json()["problems"]
    assert problem["message"].startswith("Epochs: to train these runs again takes about")


def test_a_large_run_of_another_machine_has_no_path_here(learner, trainer):  # noqa: F811
    run = large(learner)
    Run.objects.filter(id=run.id).update(fingerprint="elsewhere")
    learner.post("/arena/trails/", {"run": run.id})
    task = do(trainer)
    assert task.state == "failed" and "trained on another machine" in task.words
