"""Planted faults on the pages: chosen in a group of their own, kept by form and link, and said wherever the run is shown."""

import pytest

from playground.experiments import links, placement
from playground.experiments.recipe_form import RecipeForm
from playground.runs import recipes, services
from playground.runs.models import Run
from tests.site.pages import read
from tests.site.test_runs_pages import owner_of
from tests.site.test_sharing import make as make_link

pytestmark = pytest.mark.django_db
TWO = ["missing_minus", "no_shuffling"]
WORDS = "Planted faults: missing minus, no shuffling"


@pytest.fixture
def run(learner) -> Run:
    return services.start_run(owner_of(learner), recipes.parse({"faults": TWO}), token="t")


def test_every_page_that_shows_the_run_says_so(learner, stranger, run):
    link = make_link(learner, run)["token"]
    for client, address in (
        (learner, f"/?run={run.id}"), (learner, f"/runs/{run.id}/"), (learner, "/runs/"), (stranger, f"/s/{link}/"),
        (stranger, f"/?{links.query_of(recipes.parse({'faults': TWO}))}"),
    ):  # fmt: skip
        page = client.get(address)
        assert WORDS in read(page).text, address
    shared = stranger.get(f"/s/{link}/").content.decode()
    assert 'property="og:description" content="' in shared and f"{WORDS}." in shared
    assert f"{WORDS}." in learner.get("/runs/").content.decode()  # beside the thumbnail, for who cannot see it


def test_a_right_program_is_not_marked(learner):
    page = learner.get("/").content.decode()
    assert 'id="planted" hidden' in page and "Planted fault:" not in page


def test_boxes_ticked_together_travel_through_form_link_and_recipe(learner):
    page = read(learner.get("/?faults=missing_minus,no_shuffling"))
    ticked = [one["value"] for one in page.fields["faults"] if "checked" in one]
    assert ticked == TWO
    answer = learner.get("/recipe/", page.body() | {"lang": "en"}).json()
    assert answer["spec"]["faults"] == TWO and answer["planted"] == WORDS and "missing_minus,no_shuffling" in answer["query"]
    [group] = [one for one in answer["groups"] if one["name"] == "faults"]
    assert group["changed"] == 2 and "missing minus" in group["summary"]


def test_the_group_holds_nothing_else_and_no_other_group_holds_it():
    groups = {group.name: [one.key for one in group.controls] for group in placement.groups(RecipeForm.of({}))}
    assert groups["faults"] == ["faults"] and not any("faults" in keys for name, keys in groups.items() if name != "faults")


def test_one_that_would_change_nothing_is_refused_at_its_field_with_a_way_out(learner):
    page = read(learner.get("/?faults=no_shuffling&training.batch_size=none"))
    assert "“no shuffling” would change nothing here" in page.text and "same in any order" in page.text
    assert "“x_ray”" in learner.get("/?faults=x_ray").content.decode() or "x_ray" in read(learner.get("/?faults=x_ray")).text
