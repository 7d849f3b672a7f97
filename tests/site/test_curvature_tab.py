"""The curvature tab: asked, measured by a trainer's hand, read in words; its small curves are where the numbers are."""

import pytest

from playground.experiments.small_chart import BOTTOM, LEFT, RIGHT, TOP, small_chart
from playground.runs import recipes, services
from playground.runs.models import Run, Task
from tests.site.test_closer import do, trainer  # noqa: F401
from tests.site.test_runs_pages import owner_of

pytestmark = pytest.mark.django_db


def finished(learner, spec: dict, epochs: int) -> Run:
    recipe = recipes.parse(spec | {"training": {"epochs": epochs}})
    made = services.start_run(owner_of(learner), recipe, token=str(len(Run.objects.all())))
    Run.objects.filter(id=made.id).update(state="finished", epoch=epochs)
    return Run.objects.get(id=made.id)


def test_it_measures_the_epochs_of_a_run_and_says_where_the_edge_is(learner, trainer):  # noqa: F811
    run = finished(learner, {}, 30)
    address = f"/runs/{run.id}/tabs/curvature/"
    assert "Measure" in learner.get(address).content.decode()
    learner.post(address, {"epoch": "7", "care": "economy"})
    do(trainer)
    found = learner.get(address, HTTP_ACCEPT="application/json").json()["result"]
    assert [row["epoch"] for row in found["rows"]] == sorted({round(n * 30 / 12) for n in range(13)} | {7})
    assert all(row["edge"] == pytest.approx(2 / 0.03) for row in found["rows"])
    assert found["rows"][0]["distance"]["value"] == 0 and found["points"] == 250
    page = learner.get(address).content.decode()
    assert "well below the edge of this rate" in page and page.count("<svg") == 6 and page.count('class="edge"') == 1
    assert page.count("data-epoch-mark") == 6


def test_a_rate_beyond_the_edge_is_told_apart_and_adam_has_no_line(learner, trainer):  # noqa: F811
    line = {"data": {"name": "regression_plane"}, "network": {"layers": []}}
    run = finished(learner, line | {"optimizer": {"name": "sgd", "lr": 0.2}}, 2)
    learner.post(f"/runs/{run.id}/tabs/curvature/", {"epoch": "0"})
    do(trainer)
    assert "too steep for this rate" in learner.get(f"/runs/{run.id}/tabs/curvature/").content.decode()
    run = finished(learner, {"optimizer": {"name": "adam"}}, 2)
    learner.post(f"/runs/{run.id}/tabs/curvature/", {"epoch": "0"})
    do(trainer)
    page = learner.get(f"/runs/{run.id}/tabs/curvature/").content.decode()
    assert "adam scales every parameter for itself" in page and 'class="edge"' not in page


def test_what_it_cannot_do_is_said_with_the_limit(learner):
    run = finished(learner, {}, 2)
    answer = learner.post(f"/runs/{run.id}/tabs/curvature/", {"epoch": "0", "care": "lavish"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "Known: economy, full" in answer.json()["problem"]
    big = {"network": {"layers": [{"name": "dense", "units": 64}] * 6}}
    run = finished(learner, big, 2)
    answer = learner.post(f"/runs/{run.id}/tabs/curvature/", {"epoch": "0", "care": "full"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "at most 20,000" in answer.json()["problem"]
    assert not Task.objects.exists()


def test_a_small_chart_puts_numbers_where_they_belong():
    chart = small_chart([0, 10, 20], [1.0, float("nan"), 3.0], [None, 2.0, 2.0], str)
    assert chart["bottom"] == "0.0" and chart["top"] == "3.0" and not chart["log"]
    chart = small_chart([0, 10, 20], [0.0, 5.0, 10.0], [None] * 3, str)
    assert chart["dots"] == [(LEFT, BOTTOM), ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2), (RIGHT, TOP)]
    chart = small_chart([0, 10, 20], [1.0, 10.0, 100.0], [None] * 3, str)
    assert chart["log"] and chart["dots"][1][1] == (TOP + BOTTOM) / 2
    chart = small_chart([0, 10, 20, 30], [1.0, float("inf"), 2.0, -2.0], [None] * 4, str)
    assert len(chart["lines"]) == 2 and len(chart["dots"]) == 3 and chart["zero"] == BOTTOM - (BOTTOM - TOP) / 2
    assert small_chart([0], [float("nan")], [None], str) == {}
