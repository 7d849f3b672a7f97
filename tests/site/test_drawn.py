"""Points drawn by hand, as the site meets them: in a link, in the form, and beside what depends on them."""

from urllib.parse import parse_qsl

import pytest

from engine import drawing
from playground.experiments import links
from playground.runs.models import Run
from tests.site.pages import read

pytestmark = pytest.mark.django_db

TWO = drawing.encode([(0, 400, 400), (0, 500, 450), (1, 1500, 1500), (1, 1600, 1450)])
THREE = drawing.encode([*drawing.decode(TWO), (2, 1000, 100)])


def test_a_link_carries_the_points_and_trains_in_a_browser_that_never_was_here(learner, stranger):
    address = f"/?data.name=drawn&data.points={TWO}&training.batch_size=2"
    page = read(learner.get(address))
    assert page.body()["data.points"] == [TWO] and "Click on the map" in page.text
    for client in (learner, stranger):
        assert client.post("/", read(client.get(address)).body() | {"do": "train"}).status_code == 303
    assert [run.spec["data"]["points"] for run in Run.objects.all()] == [TWO, TWO]


def test_the_answer_about_a_set_up_names_the_points_in_the_shortest_link(learner):
    answer = learner.get("/recipe/", {"data.name": "drawn", "data.points": TWO, "training.batch_size": "2"}).json()
    assert dict(parse_qsl(answer["query"])) == {"data.name": "drawn", "data.points": TWO, "training.batch_size": "2"}


def test_every_point_is_sent_to_be_drawn(learner):
    many = drawing.encode([(n % 2, n, 2000 - n) for n in range(2000)])
    picture = learner.get("/data/points", {"data.name": "drawn", "data.points": many}).json()
    assert len(picture["train"]["points"]) + len(picture["test"]["points"]) == 2000


def test_a_third_class_brings_its_loss_and_few_points_bring_small_batches(learner):
    """The form says what it was drawn for; a batch that somebody typed for points that stay as they are is refused as ever."""
    body = read(learner.get("/?data.name=drawn")).body()
    changed = learner.get("/recipe/", body | {"data.points": THREE}).json()["values"]
    assert (changed["loss.name"], changed["training.batch_size"]) == ("cross_entropy", "4")
    back = learner.get("/recipe/", body | {"data.points": THREE, "loss.name": "cross_entropy", "training.batch_size": "4"})
    assert "problems" not in back.json()
    [problem] = learner.get("/recipe/", body | {"training.batch_size": "99"}).json()["problems"]
    assert problem["path"] == "training.batch_size"


def test_who_draws_keeps_the_pen_while_the_fields_around_it_are_drawn_anew(learner):
    body = read(learner.get("/?data.name=drawn")).body() | {"data.points": THREE}
    assert "pg-drawing" in learner.get("/fields/data/", body).content.decode()
    around = learner.get("/fields/data/", body | {"do": "made"}).content.decode()
    assert "pg-drawing" not in around and 'value="cross_entropy" selected' in around


def test_a_link_cut_off_in_the_middle_is_refused_at_its_field_and_the_rest_can_be_opened(learner):
    response = learner.get(f"/?data.name=drawn&data.points={TWO[:-1]}&optimizer.lr=0.2")
    page = read(response)
    assert response.status_code == 400 and "Was the link cut off?" in page.text
    assert links.parse({"data.name": "drawn", "optimizer.lr": "0.2"}).data.count() == 48


@pytest.mark.parametrize("points", ["", "%00", "\x00", "é" * 9, "A" * 20_000, "none", '"><script>alert(1)</script>'])
def test_nonsense_for_points_is_a_sentence_and_never_an_error(learner, points):
    response = learner.get("/", {"data.name": "drawn", "data.points": points})
    assert response.status_code == 400 and "<script>alert" not in response.content.decode()
