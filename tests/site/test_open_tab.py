"""The tab that opens a run: asked, worked out by a trainer's hand, read in a sentence and a table; refused in words."""

import pytest

from playground.experiments.tabs import open as tab
from playground.runs.models import Task
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_curvature_tab import finished

pytestmark = pytest.mark.django_db


def test_it_says_what_answers_rest_on_and_that_the_parts_add_up(learner, trainer):  # noqa: F811
    run = finished(learner, {"data": {"name": "iris"}, "optimizer": {"name": "adam", "lr": 0.02}}, 20)
    address = f"/runs/{run.id}/tabs/open/"
    assert "some of each class" in learner.get(address).content.decode()
    learner.post(address, {"epoch": "20", "example": "7"})
    do(trainer)
    found = learner.get(address, HTTP_ACCEPT="application/json").json()["result"]
    assert found["epoch"] == 20 and found["unit"] == "deviation" and found["examples"][0]["number"] == 7
    page = learner.get(address).content.decode()
    text = " ".join(read(learner.get(address)).text.split())
    sizes = [[abs(value) for value in one["maps"]["integrated"]["cells"]] for one in found["examples"]]
    means = [sum(one[place] / sum(one) for one in sizes) / len(sizes) for place in range(4)]
    name, share = found["names"][means.index(max(means))], tab.percent(max(means))
    assert f"answers rest most on {name.replace('_', ' ')}: {share}" in text
    assert "The baseline is the mean of the training points." in text and "<pg-open" in page and 'value="7"' in page
    for one in found["examples"]:
        assert f"<td>{tab.readout(one['sum'])}</td>" in page and f"<td>{tab.readout(one['difference'])}</td>" in page
        assert one["sum"] == pytest.approx(one["difference"], abs=0.01)


def test_pictures_and_points_have_sentences_of_their_own(learner, trainer):  # noqa: F811
    for spec, words in ({"data": {"name": "digits"}}, "of the pixels"), ({}, "rest most on x"):
        run = finished(learner, spec, 2)
        learner.post(f"/runs/{run.id}/tabs/open/", {"epoch": "2"})
        do(trainer)
        assert words in read(learner.get(f"/runs/{run.id}/tabs/open/")).text


@pytest.mark.parametrize("example", ["0", "x", "-3", "1.5", "999999"])
def test_an_example_that_is_no_number_is_refused(learner, example):
    run = finished(learner, {}, 1)
    answer = learner.post(f"/runs/{run.id}/tabs/open/", {"epoch": "1", "example": example}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "whole number above 0" in answer.json()["problem"] and not Task.objects.exists()


def test_an_example_beyond_the_last_is_refused_in_words(learner, trainer):  # noqa: F811
    run = finished(learner, {}, 1)
    learner.post(f"/runs/{run.id}/tabs/open/", {"epoch": "1", "example": "251"})
    assert do(trainer).state == "failed"
    assert "has only 250 of them" in read(learner.get(f"/runs/{run.id}/tabs/open/")).text


def test_half_of_a_map_by_hand():
    assert tab._half([0.1, 0.6, 0.3]) == pytest.approx(1 / 3) and tab._half([0.25] * 4) == 0.5
    assert tab._shares([0.0, 0.0]) == [] and tab._shares([1.0, 3.0]) == [0.25, 0.75]
    assert tab._sizes("gQB/") == [127, 0, 127]  # −127, 0 and 127 as signed bytes
