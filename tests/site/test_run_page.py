"""One run's page: its facts in words, what was edited when, its kin; keeping it, forking it, starting the same but one thing."""

from html import unescape

import pytest

from playground.runs import orders, recipes, services
from playground.runs.models import Run, Sweep, Task
from tests.site.pages import read
from tests.site.test_runs_pages import owner_of

pytestmark = pytest.mark.django_db
RECIPE = {
    "optimizer": {"lr": 0.1},
    "network": {"layers": [{"name": "dense", "units": 5, "activation": "relu"}]},
    "data": {"name": "circles", "features": ["x1", "x1_squared"]},
}


@pytest.fixture
def run(learner) -> Run:
    """250 training points in batches of 32: 8 steps an epoch."""
    made = services.start_run(owner_of(learner), recipes.parse(RECIPE), token="t")
    spec = orders.edited(made.spec, 60 * 8, "optimizer.lr", 0.3)
    spec = orders.edited(spec, 61 * 8 + 3, "weights.1.1.2", 2.0)
    scores = {"last_loss": 0.084, "last_metric": 0.97, "best_metric": 0.98}
    Run.objects.filter(id=made.id).update(spec=spec, state="finished", epoch=300, step=2400, **scores)
    return Run.objects.get(id=made.id)


def text_of(client, run: Run, query: str = "") -> str:
    response = client.get(f"/runs/{run.id}/{query}")
    assert response.status_code == 200
    return " ".join(read(response).text.split())


def test_facts_recipe_and_edits_are_said_in_words(learner, run):
    text = text_of(learner, run)
    for words in (
        "300 / 300", "0.084", "97 %, at best 98 %", "2,400",
        "Learning rate 0.1", "Layer 1: activation ReLU", "Layer 1: units 5", "Inputs x₁, x₁²",
        "Epoch 60 Learning rate: 0.1 → 0.3",
        "Epoch 61 Weight from x₁² to unit 3 of layer 1: set to 2.00, after 3 batches of the next epoch",
    ):  # fmt: skip
        assert words in text, words


def test_the_page_is_kept_up_to_date_by_its_facts_alone(learner, run):
    page, facts = (learner.get(f"/runs/{run.id}/{path}").content.decode() for path in ("", "facts/"))
    assert f'data-address="/runs/{run.id}/facts/"' in page
    assert facts.strip() in page and "How it went" in facts and "<html" not in facts and len(facts) < len(page) / 10


def test_an_untouched_default_run_says_so(learner):
    made = services.start_run(owner_of(learner), recipes.parse({}), token="plain")
    text = text_of(learner, made)
    assert "The recipe is First light, unchanged." in text
    assert "trained by its recipe from first step to last" in text
    assert "nothing has been recorded yet" in text


@pytest.mark.parametrize(
    "facts, words",
    [
        ({"state": "diverged", "detail": {"epoch": 7, "layer": 1}}, "beyond all bounds at epoch 7"),
        ({"state": "failed", "detail": {"words": "It stopped its trainer twice."}}, "It stopped its trainer twice."),
        ({"state": "stopped", "detail": {"reason": "person", "epoch": 12}}, "You stopped it at epoch 12"),
        ({"detail_level": "curve"}, "comes back bit for bit"),
        ({"detail": {"attempts": [{"attempt": 2, "epoch": 40, "reason": "elsewhere"}]}}, "took over at epoch 40: elsewhere."),
    ],
)
def test_what_is_out_of_the_ordinary_has_a_sentence(learner, run, facts, words):
    Run.objects.filter(id=run.id).update(**facts)
    assert words in text_of(learner, run)


def test_it_is_renamed_starred_and_archived_here_by_plain_forms(learner, run):
    address = f"/runs/{run.id}/"
    for data in ({"do": "rename", "title": "My best"}, {"do": "star"}, {"do": "archive"}):
        response = learner.post(address, data)
        assert (response.status_code, response["Location"]) == (303, address)
    run.refresh_from_db()
    assert (run.title, run.starred, run.archived_at is not None) == ("My best", True, True)
    text = text_of(learner, run)
    assert "My best" in text and "archived" in text
    learner.post(address, {"do": "unstar"})
    learner.post(address, {"do": "restore"})
    run.refresh_from_db()
    assert (run.starred, run.archived_at) == (False, None)


def test_it_is_deleted_here_after_its_name_was_said(learner, stranger, run):
    Run.objects.filter(id=run.id).update(title="My best")
    address = f"/runs/{run.id}/"
    assert "My best, its weights and every link to it are deleted at once and for good." in text_of(learner, run)
    assert stranger.post(address, {"do": "delete"}).status_code == 404 and Run.objects.count() == 1
    response = learner.post(address, {"do": "delete"})
    assert (response.status_code, response["Location"]) == (303, "/runs/")
    assert "1 run deleted." in read(learner.get("/runs/")).text
    assert learner.get(address).status_code == 404 and not Run.objects.exists()


def test_a_sweep_s_run_goes_with_its_sweep_alone(learner, run):
    sweep = Sweep.objects.create(owner=run.owner, number=1, start_token="s", kind="grid", spec=run.spec, axes=[], points=[])
    Run.objects.filter(id=run.id).update(sweep=sweep, place=0)
    assert "Delete…" not in text_of(learner, run)
    response = learner.post(f"/runs/{run.id}/", {"do": "delete"})
    assert response.status_code == 422 and "Delete the sweep" in read(response).text and Run.objects.count() == 1


def test_a_name_too_long_is_refused_and_kept_in_its_field(learner, run):
    response = learner.post(f"/runs/{run.id}/", {"do": "rename", "title": "x" * 81})
    assert response.status_code == 422
    page = read(response)
    assert "81 characters are more than the 80 allowed" in page.text
    assert "x" * 81 in response.content.decode()
    run.refresh_from_db()
    assert run.title == ""


def test_a_fork_by_a_plain_form_leads_to_it_and_both_name_each_other(learner, run):
    response = learner.post(f"/runs/{run.id}/forks/", {"epoch": "0", "change.optimizer.lr": "0.03", "change.training.epochs": ""})
    child = Run.objects.exclude(id=run.id).get()
    assert (response.status_code, response["Location"]) == (303, f"/?run={child.id}")
    assert (child.parent_id, child.parent_epoch, child.spec["optimizer"]["lr"], child.spec["edits"]) == (run.id, 0, 0.03, [])
    assert "It differs from Run 1 in a thing or two" in text_of(learner, child)
    assert "Run 2 from epoch 0 · Waiting" in text_of(learner, run)
    assert f'data-kin="{run.id}"' in learner.get(f"/runs/{child.id}/").content.decode()


@pytest.mark.parametrize(
    "data, words",
    [
        ({"epoch": "301"}, "beyond the end"),
        ({"epoch": "x"}, "“x” is not a whole number"),
        ({}, "is not a whole number"),
        ({"epoch": "4", "change.optimizer.lr": "fast"}, "“fast” is not a number"),
        ({"epoch": "4", "change.optimizer.lr": "nan"}, "“nan” is not a number"),
        ({"epoch": "4", "change.data.noise": "0.3"}, "data.noise cannot change in the middle of a run"),
        ({"epoch": "4", "change.regularization.l2": "11"}, "11"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_fork_that_cannot_be_is_refused_in_words_to_people_and_scripts(learner, run, data, words, accept):
    response = learner.post(f"/runs/{run.id}/forks/", data, headers={"Accept": accept})
    assert response.status_code == 422
    assert words in (response.json()["message"] if accept.endswith("json") else read(response).text)
    assert Run.objects.count() == 1


def test_a_weight_no_network_can_hold_is_refused_by_every_door(learner, run):
    words = "weights.1.0.0 cannot be 1e+39; it has to lie between -1,000,000 and 1,000,000."
    accept = {"Accept": "application/json"}
    forked = learner.post(f"/runs/{run.id}/forks/", {"epoch": "0", "change.weights.1.0.0": "1e39"}, headers=accept)
    linked = learner.get("/?edits.0.step=0&edits.0.path=weights.1.0.0&edits.0.value=1e39")
    assert (forked.status_code, linked.status_code) == (422, 400)
    assert words in forked.json()["message"] and words in unescape(linked.content.decode())


def test_a_script_is_told_the_fork_and_its_set_up(learner, run):
    data = {"epoch": "0", "change.weights.1.0.0": "2", "token": "one"}
    answers = [learner.post(f"/runs/{run.id}/forks/", data, headers={"Accept": "application/json"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    told = answers[0].json()
    assert told == answers[1].json()  # the same token is the same fork
    assert (told["number"], told["epoch"]) == (2, 0)
    assert "edits.0.path=weights.1.0.0" in told["query"]


def test_same_but_opens_the_set_up_it_began_with_and_the_next_start_is_its_child(learner, run):
    page = read(learner.get(f"/?parent={run.id}"))
    assert page.fields["optimizer.lr"][0]["value"] == "0.1"  # not what it was edited to
    body = page.body() | {"do": ["train"], "network.layers.0.units": ["6"]}
    assert body["parent"] == [run.id]
    learner.post("/", body)
    child = Run.objects.exclude(id=run.id).get()
    assert (child.parent_id, child.parent_epoch) == (run.id, 0)
    assert child.spec["network"]["layers"][0]["units"] == 6
    assert child.spec["seed"] == run.spec["seed"]


def test_a_parent_that_is_gone_is_said_and_nothing_starts(learner, stranger, run):
    for client, parent in ((learner, "x" * 22), (stranger, run.id)):
        response = client.post("/", {"parent": parent, "do": "train"})
        assert response.status_code == 404
        assert "not there any more" in read(response).text
        assert not read(response).fields["parent"][0]["value"]
    assert Run.objects.count() == 1


def test_the_playground_opens_a_run_with_the_values_it_has_come_to(learner, run):
    page = read(learner.get(f"/?run={run.id}"))
    assert page.fields["optimizer.lr"][0]["value"] == "0.3"
    assert "edits.0.path" not in page.fields  # made in mid-run: of the run, not of its set-up


def test_weights_set_before_the_first_step_are_part_of_the_set_up_and_its_link(learner):
    query = "edits.0.step=0&edits.0.path=weights.1.0.2&edits.0.value=2"
    page = read(learner.get(f"/?{query}"))
    assert [page.fields[f"edits.0.{name}"][0]["value"] for name in ("step", "path", "value")] == ["0", "weights.1.0.2", "2"]
    learner.post("/", page.body() | {"do": ["train"]})
    run = Run.objects.get()
    assert run.spec["edits"] == [{"step": 0, "path": "weights.1.0.2", "value": 2.0}]
    assert "Weight from x₁ to unit 3 of layer 1: set to 2.00" in text_of(learner, run)
    assert query in learner.get(f"/recipe/?{query}").json()["query"]


def test_nobody_elses_runs_are_among_the_forks(learner, stranger, run):
    other = services.start_run(owner_of(stranger), recipes.parse({}), token="s")
    Run.objects.filter(id=other.id).update(parent=run, title="a stranger's")
    assert "a stranger" not in text_of(learner, run)


def test_opening_a_thinned_run_has_it_trained_again_once(learner, stranger, run):
    Run.objects.filter(id=run.id).update(detail_level="result", state="finished")
    stranger.get(f"/runs/{run.id}/")
    assert not Task.objects.exists(), "who may not see it starts nothing"
    assert "It is trained again just now" in text_of(learner, run) and "It is trained again" in text_of(learner, run)
    page = learner.get(f"/runs/{run.id}/")
    whole, address = page.content.decode(), f'hx-get="/runs/{run.id}/"'
    assert "Refresh" not in page.headers and '<noscript><meta http-equiv="refresh"' in whole and address in whole
    part = learner.get(f"/runs/{run.id}/", headers={"HX-Request": "true"}).content.decode()
    assert part.count("<div") == 1 and address in part and ": 0 %" in part
    [task] = Task.objects.values("kind", "run", "input", "state")
    assert task == {"kind": "recompute", "run": run.id, "input": {"run": run.id}, "state": "waiting"}
    Task.objects.update(state="failed")
    assert "gave other bits or none" in text_of(learner, run) and Task.objects.count() == 1
    assert "hx-get=\"/runs/" not in learner.get(f"/runs/{run.id}/").content.decode()
    Task.objects.update(state="finished")
    Run.objects.update(detail_level="full")
    part = learner.get(f"/runs/{run.id}/", headers={"HX-Request": "true"}).content.decode()
    assert "is back, bit for bit" in part and "hx-get" not in part
