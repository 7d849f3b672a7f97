"""What a link asks of the page's looks: hidden controls keep their value, unknown names are refused, links carry it along."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.http import QueryDict

from playground.experiments import declarations, links, looks
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def test_hidden_controls_stay_readable_and_in_force(learner):
    full, few = read(learner.get("/?optimizer.lr=0.3")), read(learner.get("/?optimizer.lr=0.3&show=lr,batch"))
    assert kind(few.fields["optimizer.lr"][0]) == "text"
    assert {kind(one) for one in few.fields["data.noise"]} == {"hidden"}
    assert "SGD" in few.text
    assert "6 units" in few.text
    assert set_up(few) == set_up(full)  # the same is posted, by whichever control


def set_up(page) -> object:
    """The spec a page's form stands for."""
    sent = QueryDict(mutable=True)
    for key, values in page.body().items():
        sent.setlist(key, values)
    return links.parse({key: value for key, value in links.read(sent).items() if key in declarations.default_values()})


FIELDS = ["data.name", "data.noise", "network.output_bias", "loss.name", "optimizer.lr", "regularization.l2", "seed"]


@pytest.mark.parametrize("key", FIELDS)
def test_any_field_may_be_the_one_that_stays(learner, key):
    page = read(learner.get("/", {"show": key}))
    free = {name for name, found in page.fields.items() if any(kind(one) != "hidden" for one in found)}
    assert free & set(declarations.default_values()) == {key}


def kind(control: dict) -> str:
    return control.get("type", "text")


@pytest.mark.parametrize(
    ("query", "words"), [("show=lr,colour", "'colour'"), ("view=cinema", "'cinema'"), ("x=furlongs", "'furlongs'")]
)
def test_unknown_names_are_refused_in_words_and_everything_stays(learner, query, words):
    response = learner.get(f"/?{query}")
    assert response.status_code == 400
    page = read(response)
    assert words in page.text.replace("&#x27;", "'")
    assert kind(page.fields["data.noise"][0]) == "text"


def test_a_plain_form_carries_the_look_along(learner):
    body = read(learner.get("/?show=lr&view=stage&x=seconds")).body() | {"do": "train"}
    assert re.search(r"[?&]show=lr&view=stage&x=seconds$", learner.post("/", body)["Location"])


def test_nothing_hidden_without_being_asked(learner):
    assert 'class="field reading"' not in learner.get("/").content.decode()


def test_the_stage_is_light_unless_somebody_chose(learner):
    assert 'data-theme="light" data-view="stage"' in learner.get("/?view=stage").content.decode()
    learner.cookies["theme"] = "dark"
    assert 'data-theme="dark" data-view="stage"' in learner.get("/?view=stage").content.decode()


def modules_of(svg: bytes) -> tuple[float, set[float]]:
    """Width of a code with its quiet zone in modules, and the x and y at which rows of dark modules begin."""
    root = ET.fromstring(svg)
    side = float(root.attrib["viewBox"].split()[2])
    path = next(one.attrib["d"] for one in root.iter() if one.tag.endswith("path") and one.attrib.get("stroke") == "#000")
    return side, {float(at) for at in re.findall(r"M(\S+) ", path)}


def test_the_code_has_four_modules_of_quiet_and_is_of_our_own_address(learner):
    import segno

    side, begins = modules_of(learner.get("/qr/?to=/?view=stage").content)
    again = segno.make_qr("http://testserver/?view=stage", error="l")
    assert side == again.symbol_size(border=0)[0] + 8
    assert min(begins) == 4
    assert learner.get("/qr/?to=https://elsewhere/").status_code == 400
    assert "at most 1200" in learner.get("/qr/", {"to": "/" + "x" * 1300}).content.decode()


def test_the_axes_an_address_may_name_are_those_that_the_curves_have():
    script = (Path(__file__).parents[2] / "static/js/curves/axis.js").read_text()
    assert tuple(re.findall(r"^  (\w+): \{ words", script, re.MULTILINE)) == looks.AXES
