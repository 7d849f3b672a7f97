"""The tab "Line search": what it shows is what the run's key frames hold; what it calls accepted satisfies both conditions."""

import math
import re

import pytest

from engine.records import Schema, decode_frame
from playground.experiments.run_rows import readout
from playground.experiments.search_chart import BOTTOM, LEFT, RIGHT, TOP, search_chart
from playground.experiments.tabs.line_search import exact, words
from playground.runs.models import KeyFrame
from tests.site.test_through_time_tab import run_of

pytestmark = pytest.mark.django_db
SPEC = {
    "data": {"name": "moons", "samples": 60},
    "network": {"layers": [{"name": "dense", "units": 3}]},
    "optimizer": {"name": "bfgs"},
    "training": {"epochs": 3, "batch_size": None},
}
C = {"c1": 1e-4, "c2": 0.9}
# φ(α) = (α − 1)² + 1 looked at twice: 4 is too far, 1.5 is flat enough and low enough
SEARCH = C | {"start": 2.0, "slope": -2.0, "taken": 1.5, "tried": [(4.0, 10.0, 6.0), (1.5, 1.25, 1.0)]}


def rows_of(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r">([^<>]*)</t[dh]>", row) for row in body.split("</tr>")[:-1]]


def test_every_length_stands_in_the_table_at_the_epoch_asked_for(learner):
    run, _ = run_of(learner, SPEC)
    schema = Schema.from_dict(run.frame_schema)
    frames = {one.epoch: decode_frame(schema, bytes(one.data))[1] for one in KeyFrame.objects.filter(run_id=run.id)}
    for epoch, asked in ((1, "?epoch=1"), (3, ""), (3, "?epoch=99"), (3, "?epoch=x")):
        page = learner.get(f"/runs/{run.id}/tabs/line_search/{asked}").content.decode()
        start, slope, taken = frames[epoch]["line_start"]
        tried = [one for one in frames[epoch]["line_search"] if math.isfinite(one[0])]
        first, *others = rows_of(page)
        assert f"Epoch {epoch}." in page and first[1:4] == ["0.000", exact(start), readout(slope)]
        assert [row[1:4] for row in others] == [[readout(a), exact(f), readout(g)] for a, f, g in tried]
        for row, (a, f, g) in zip(others, tried, strict=True):
            low, flat = f <= start + 1e-4 * a * slope, abs(g) <= 0.9 * abs(slope)
            assert row[4:] == ["✓" if low else "–", "✓" if flat else "–", "✓" if a == taken else ""]
        assert page.count('class="taken"') == 1


def test_the_sentence_says_what_was_looked_for_and_found():
    said = words(SEARCH, 4, "BFGS")
    assert "BFGS looked at 2 lengths" in said and "Number 2, α = 1.50, does: the loss went from 2.00 to 1.25." in said
    said = words(SEARCH | {"taken": 4.0, "tried": [(4.0, 1.9, 60.0)]}, 4, "BFGS")
    assert "1 length " in said and "None did both; number 1, α = 4.00, was the lowest" in said
    assert "None was lower" in words(SEARCH | {"taken": 0.0}, 4, "BFGS")
    assert "did not lead down" in words(C | {"start": math.nan, "slope": math.nan, "taken": math.nan, "tried": []}, 4, "BFGS")
    near = SEARCH | {"start": 0.0056032, "slope": -1e-6, "tried": [(1.5, 0.0056031, 0.0)]}
    assert "from 0.0056032 to 0.0056031" in words(near, 4, "BFGS")
    assert "before the first step" in words(SEARCH, 0, "BFGS")


def test_the_band_is_where_a_parabola_satisfies_both_conditions():
    """φ′ = 2(α − 1) is flat enough from 0.1 to 1.9, φ falls enough up to 2·(1 − 10⁻⁴): the cubics are the parabola itself."""
    chart = search_chart(SEARCH)
    [(left, width)] = chart["bands"]
    scale = (RIGHT - LEFT) / (4.0 * 1.12)
    assert left == pytest.approx(LEFT + 0.1 * scale, abs=3) and left + width == pytest.approx(LEFT + 1.9 * scale, abs=3)
    dots = {dot["number"]: dot for dot in chart["dots"]}
    assert dots[2]["taken"] and not dots[1]["taken"] and not any(dot["beyond"] for dot in (dots[0], dots[2]))
    assert dots[2]["x"] == pytest.approx(LEFT + 1.5 * scale, abs=0.1)
    for x1, y1, x2, y2 in chart["tangents"]:
        assert math.hypot(x2 - x1, y2 - y1) == pytest.approx(68, abs=0.5)
    assert dots[0]["y"] < dots[2]["y"]  # lower losses lie lower


def test_what_lies_far_out_or_is_no_number_stands_at_the_edge():
    far = SEARCH | {"tried": [(1000.0, math.nan, math.nan), (50.0, 1e9, 1e9), (5.9, 1e9, 1e9), (1.5, 1.25, 1.0)]}
    chart = search_chart(far)
    places = {dot["number"]: dot for dot in chart["dots"]}
    assert [places[number]["beyond"] for number in range(5)] == [False, True, True, True, False]
    assert all(LEFT <= dot["x"] <= RIGHT and TOP <= dot["y"] <= BOTTOM for dot in chart["dots"])
    nothing = C | {"start": 1.0, "slope": -1.0, "taken": 0.0, "tried": [(1e-9, 1.0, -1.0)]}
    assert len(search_chart(nothing)["dots"]) == 2


def test_optimizers_that_search_for_no_length_say_so(learner):
    run, _ = run_of(learner, {"training": {"epochs": 3}})
    page = learner.get(f"/runs/{run.id}/tabs/line_search/").content.decode()
    assert "This optimizer does not look along a line" in page and "<svg" not in page


def test_before_the_first_step_and_in_chinese(learner):
    run, _ = run_of(learner, SPEC)
    page = learner.get(f"/runs/{run.id}/tabs/line_search/?epoch=0").content.decode()
    assert "Epoch 0 is before the first step" in page and "<svg" not in page
    page = learner.get(f"/runs/{run.id}/tabs/line_search/", HTTP_ACCEPT_LANGUAGE="zh-Hans").content.decode()
    assert "采用的步长" in page and "looked at" not in page
