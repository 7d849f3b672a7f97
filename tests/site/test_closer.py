""" "Look closer": its tabs on the page, and a task from the question to the answer, without scripts and for scripts."""

import pytest

from playground.experiments import closer
from playground.experiments.tabs import registry
from playground.runs import recipes, services
from playground.runs.models import Run, Task, Trainer
from playground.training import tasks
from tests.site.pages import read
from tests.site.test_runs_pages import owner_of
from tests.site.test_sharing import make as make_link

pytestmark = pytest.mark.django_db
KEY = "gradient-check"


@pytest.fixture
def run(learner) -> Run:
    made = services.start_run(owner_of(learner), recipes.parse({"training": {"epochs": 3}}), token="t")
    Run.objects.filter(id=made.id).update(state="finished", epoch=3)
    return Run.objects.get(id=made.id)


@pytest.fixture
def trainer():
    return Trainer.objects.create(pid=1, host="here", fingerprint="print")


def do(trainer) -> Task:
    """Work a waiting task to its end, as a trainer does."""
    working = tasks.claim(trainer, "print")
    while working.work():
        pass
    return Task.objects.get(id=working.id)


def test_every_tab_has_words_a_template_and_a_place_on_the_page(learner, run):
    page = read(learner.get(f"/runs/{run.id}/"))
    links = [attributes for tag, attributes in page.tags if attributes.get("role") == "tab"]
    assert [one["data-tab"] for one in links] == list(registry())
    assert [one["aria-selected"] for one in links] == ["true", *["false"] * (len(links) - 1)]
    for key in registry():
        response = learner.get(f"/runs/{run.id}/tabs/{key}/")
        assert response.status_code == 200 and str(registry()[key].about)[:20] in response.content.decode()


def test_an_address_that_names_a_tab_shows_its_panel_at_once_and_one_that_is_unknown_says_so(learner, run):
    for base in (f"/runs/{run.id}/?", f"/?run={run.id}&"):
        page = learner.get(f"{base}tab={KEY}").content.decode()
        assert f'action="/runs/{run.id}/tabs/{KEY}/"' in page
        page = learner.get(f"{base}tab=x-ray").content.decode()
        assert "there is no tab “x-ray”" in page and f"/tabs/{KEY}/" not in page
    assert learner.get(f"/runs/{run.id}/tabs/x-ray/").status_code == 404


def test_a_task_is_started_waited_for_and_shown_by_a_plain_form(learner, run, trainer):
    address = f"/runs/{run.id}/tabs/{KEY}/"
    response = learner.post(address, {"epoch": "0"})
    assert (response.status_code, response["Location"]) == (303, f"/runs/{run.id}/?tab={KEY}#closer")
    waiting = learner.get(address).content.decode()
    assert "Waiting for its turn" in waiting and "delay:300ms" in waiting
    assert do(trainer).state == "finished"
    text = " ".join(read(learner.get(address)).text.split())
    assert "The gradients are right" in text and "Epoch 0, 32 points of the next batch, 51 parameters" in text


def test_the_same_question_finds_the_same_task_and_another_epoch_asks_anew(learner, run, trainer):
    address = f"/runs/{run.id}/tabs/{KEY}/"
    script = {"HTTP_ACCEPT": "application/json"}
    first = learner.post(address, {"epoch": "2"}, **script)
    assert first.status_code == 202 and first.json()["task"]["state"] == "waiting"
    again = learner.post(address, {"epoch": "2"}, **script).json()["task"]
    assert again["id"] == first.json()["task"]["id"]
    do(trainer)
    found = learner.post(address, {"epoch": "2"}, **script).json()
    assert found["task"]["state"] == "finished" and found["result"]["verdict"] == "ok" and found["result"]["epoch"] == 2
    assert learner.post(address, {"epoch": "3"}, **script).json()["task"]["id"] != again["id"]
    assert Task.objects.count() == 2


@pytest.mark.parametrize("epoch", ["4", "-1", "x", "1e1", "9" * 40])
def test_what_cannot_be_asked_is_refused_in_words(learner, run, epoch):
    response = learner.post(f"/runs/{run.id}/tabs/{KEY}/", {"epoch": epoch}, HTTP_ACCEPT="application/json")
    assert response.status_code == 422 and "from 0 to 3" in response.json()["problem"]
    assert not Task.objects.exists()


def test_a_trainer_that_dies_is_said_and_a_failure_keeps_its_words(learner, run):
    address = f"/runs/{run.id}/tabs/{KEY}/"
    learner.post(address, {"epoch": "0"})
    assert "Training is down" in learner.get(address).content.decode() or Trainer.objects.exists()
    Trainer.objects.create(pid=1, host="here", fingerprint="print")
    Task.objects.update(deaths=1)
    assert "it is tried once more" in learner.get(address).content.decode()
    Task.objects.update(state="failed", words="It stopped its trainer twice.")
    page = learner.get(address).content.decode()
    assert "It stopped its trainer twice." in page and "delay:" not in page
    assert learner.post(address, {"epoch": "0"}, HTTP_ACCEPT="application/json").json()["task"]["state"] == "waiting"


def test_looks_grow_rare_and_end(learner, run):
    from datetime import timedelta

    address = f"/runs/{run.id}/tabs/{KEY}/"
    learner.post(address, {"epoch": "0"})
    task = Task.objects.get()
    waits = []
    for age in (0, 10, 120, 3600):
        Task.objects.update(created_at=task.created_at - timedelta(seconds=age))
        waits.append(closer.standing(Task.objects.get())["wait"])
    assert waits == [300, 1000, 4000, 0]
    assert "Reload the page" in learner.get(address).content.decode()


def test_who_has_a_link_sees_what_was_found_and_starts_nothing(learner, stranger, run, trainer):
    token = make_link(learner, run)["token"]
    address = f"/s/{token}/tabs/{KEY}/"
    assert "Its owner can start it" in stranger.get(address).content.decode()
    assert stranger.post(address, {"epoch": "0"}).status_code == 405
    assert stranger.post(f"/runs/{run.id}/tabs/{KEY}/", {"epoch": "0"}).status_code == 404
    learner.post(f"/runs/{run.id}/tabs/{KEY}/", {"epoch": "0"})
    do(trainer)
    seen = stranger.get(address).content.decode()
    assert "The gradients are right" in seen and "<form" not in seen
    assert "The gradients are right" in stranger.get(f"/s/{token}/?tab={KEY}").content.decode()


def test_a_network_too_large_is_refused_with_its_size(learner):
    layers = [{"name": "dense", "units": 64}, {"name": "dense", "units": 64}, {"name": "dense", "units": 64}]
    made = services.start_run(owner_of(learner), recipes.parse({"network": {"layers": layers}}), token="t")
    response = learner.post(f"/runs/{made.id}/tabs/{KEY}/", {}, HTTP_ACCEPT="application/json")
    assert response.status_code == 422 and "8,577" in response.json()["problem"] and "5,000" in response.json()["problem"]
