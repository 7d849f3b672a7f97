"""My runs: a list in words, page by page, and nobody else's."""

import pytest

from playground.runs import recipes, services
from playground.runs.models import Run
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def owner_of(client) -> str:
    from playground.runs.owners import unsign

    client.get("/runs/")
    return unsign(client.cookies["owner"].value)


def make_runs(client, count: int) -> list[Run]:
    owner, spec = owner_of(client), recipes.parse({})
    return [services.start_run(owner, spec, token=f"start {number}") for number in range(count)]


def test_the_empty_list_says_what_will_be_here(learner):
    page = read(learner.get("/runs/"))
    assert "These are examples. Your own appear here after your first Train." in page.text
    examples = [attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs.get("class") == "preset"]
    assert len(examples) == 3 and all(learner.get(address).status_code == 200 for address in examples)


def test_an_empty_list_says_where_the_runs_of_a_sweep_are(learner):
    assert "The runs of a sweep stay with it" not in read(learner.get("/runs/")).text
    learner.post("/sweeps/", {"seed": "1, 2", "token": "swept"})
    page = read(learner.get("/runs/"))
    assert "These are examples." in page.text and "The runs of a sweep stay with it: Sweeps" in page.text


def test_the_list_names_state_epochs_optimizer_and_links_to_each_run(learner):
    run = make_runs(learner, 1)[0]
    Run.objects.filter(id=run.id).update(state="diverged", detail={"epoch": 7, "layer": 2}, epoch=7)
    response = learner.get("/runs/")
    text = " ".join(read(response).text.split())
    assert "Diverged at epoch 7, first in layer 2" in text
    Run.objects.filter(id=run.id).update(detail={"epoch": 7, "layer": 3})
    for address in ("/runs/", f"/runs/{run.id}/"):
        assert "Diverged at epoch 7, first in the output layer" in learner.get(address).content.decode(), address
    assert "7 / 300" in text
    assert "SGD 0.03 · seed 1" in text and "Circles" in text
    assert f"/runs/{run.id}/" in response.content.decode()


def test_paging_shows_every_run_once(learner):
    runs = make_runs(learner, 53)
    first = learner.get("/runs/")
    older = next(attrs["href"] for tag, attrs in read(first).tags if tag == "a" and attrs.get("rel") == "next")
    second = learner.get(f"/runs/{older}")
    shown = first.content.decode() + second.content.decode()
    assert [shown.count(f'href="/runs/{run.id}/"') for run in runs] == [1] * 53


def test_a_run_opens_with_its_recipe_for_its_owner_alone(learner, stranger):
    run = make_runs(learner, 1)[0]
    page = learner.get(f"/runs/{run.id}/")
    assert page.status_code == 200
    assert "data-replay" in page.content.decode()
    assert stranger.get(f"/runs/{run.id}/").status_code == 404
    assert stranger.get("/runs/nothing/").status_code == 404


def test_a_link_to_somebody_elses_run_says_so_on_a_whole_page(learner, stranger):
    run = make_runs(learner, 1)[0]
    response = stranger.get(f"/?run={run.id}")
    assert response.status_code == 404
    assert "does not open a run" in read(response).text
    assert "optimizer.lr" in read(response).fields


def test_the_theme_is_remembered_and_leads_nowhere_else(learner):
    response = learner.post("/appearance/", {"theme": "dark", "next": "/runs/"})
    assert (response["Location"], learner.cookies["theme"].value) == ("/runs/", "dark")
    assert 'data-theme="dark"' in learner.get("/runs/").content.decode()
    for elsewhere in ("//evil.example", "/\\evil.example", "https://evil.example"):
        assert learner.post("/appearance/", {"theme": "light", "next": elsewhere})["Location"] == "/"
