"""The attack tab: asked, worked out by a trainer's hand, read in words, a chart and a table; refused in words."""

import pytest

from playground.experiments.tabs import attack as tab
from playground.runs.models import Task
from tests.site.pages import read
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_curvature_tab import finished

pytestmark = pytest.mark.django_db


def test_it_says_how_much_accuracy_a_change_leaves(learner, trainer):  # noqa: F811
    run = finished(learner, {"optimizer": {"name": "adam", "lr": 0.02}}, 20)
    address = f"/runs/{run.id}/tabs/attack/"
    assert "Attack" in learner.get(address).content.decode()
    learner.post(address, {"epoch": "20"})
    do(trainer)
    found = learner.get(address, HTTP_ACCEPT="application/json").json()["result"]
    assert found["epoch"] == 20 and found["unit"] == "axis" and found["points"] == found["of"] == 250
    page = learner.get(address).content.decode()
    text = " ".join(read(learner.get(address)).text.split())
    assert f"{tab.percent(found['score']['pgd'][0])} of 250 test points are right as they are" in text
    assert "in the axis's own units" in text and page.count("<polyline") == 2 and "<pg-attack" in page
    for method in ("fgsm", "pgd"):
        for value in found["score"][method]:
            assert f"<td>{tab.percent(value)}</td>" in page


def test_values_are_told_by_their_error(learner, trainer):  # noqa: F811
    run = finished(learner, {"data": {"name": "diabetes"}}, 3)
    learner.post(f"/runs/{run.id}/tabs/attack/", {"epoch": "3"})
    do(trainer)
    text = read(learner.get(f"/runs/{run.id}/tabs/attack/")).text
    assert "root mean square error" in text and "standard deviations" in text and "the answers are off by" in text


def test_an_epoch_that_is_not_there_is_refused(learner):
    run = finished(learner, {}, 1)
    answer = learner.post(f"/runs/{run.id}/tabs/attack/", {"epoch": "7"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "from 0 to 1" in answer.json()["problem"] and not Task.objects.exists()


def test_the_chart_puts_numbers_where_they_belong():
    chart = tab._chart({"fgsm": [1.0, 0.5, 0.25], "pgd": [1.0, 0.5, 0.0]}, 1.0, tab.percent)
    assert chart["fgsm"] == "44.0,12.0 196.0,80.0 348.0,114.0" and chart["dots"][-1] == (348, 148)
    assert (chart["top"], chart["bottom"]) == ("100 %", "0 %")
