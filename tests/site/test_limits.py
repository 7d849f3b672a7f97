"""What is too much is refused before anything is made of it, in the same words from form, link and fragment; [Use …] mends it."""

import html
import re

import pytest

from playground.experiments import declarations
from playground.runs.models import Run
from tests.site.pages import read

pytestmark = pytest.mark.django_db

# key, value, place of the sentence, what it says, what is offered
TOO_MUCH = [
    ("network.layers.0.units", "5000", "f-network-layers-0-units", ["Units", "5000", "256"], "256"),
    ("training.epochs", "1000000", "f-training-epochs", ["Epochs", "1000000", "100,000"], "100000"),
    ("data.samples", "1000000000", "f-data-samples", ["Samples", "1000000000", "5,000"], "5000"),
    ("optimizer.name", "sgdd", "f-optimizer-name", ["sgdd", "Known", "adam"], "sgd"),
    ("data.noise", "0.9", "f-data-noise", ["Noise", "0.9", "0.5"], "0.5"),
]


def said_at(page: str, place: str) -> str:
    """The sentence shown at a field, without tags; "" where none is."""
    found = re.search(rf'<p class="problem" id="{place}-problem"(?P<hidden> hidden)?>(?P<text>.*?)</p>', page, re.S)
    return "" if found["hidden"] else html.unescape(re.sub("<[^>]*>", "", found["text"])).strip()


@pytest.mark.parametrize(("key", "value", "place", "words", "offer"), TOO_MUCH)
def test_form_link_fragment_and_check_say_the_same(learner, key, value, place, words, offer):
    body = read(learner.get("/")).body() | {key: [value], "do": "train"}
    posted, opened = learner.post("/", body), learner.get("/", {key: value})
    assert (posted.status_code, opened.status_code) == (422, 400)
    sentences = {said_at(answer.content.decode(), place) for answer in (posted, opened)}
    assert len(sentences) == 1
    sentence = sentences.pop()
    assert all(word in sentence for word in words)
    assert sentence.endswith(f"Use {offer}")
    problem = learner.get("/recipe/", {key: value}).json()["problems"][0]
    assert sentence == f"{problem['message']} Use {problem['nearest']}"
    assert read(posted).fields[key][-1]["value"] == value  # what was typed stays
    assert not Run.objects.exists()


@pytest.mark.parametrize(("key", "value", "place", "words", "offer"), TOO_MUCH)
def test_the_offer_is_a_button_that_works_without_scripts(learner, key, value, place, words, offer):
    refused = read(learner.post("/", read(learner.get("/")).body() | {key: [value], "do": "train"}))
    button = next(tag for name, tag in refused.tags if name == "button" and tag.get("value", "").startswith("use."))
    mended = learner.post("/", refused.body() | {"do": button["value"]})
    assert mended.status_code == 303, said_at(mended.content.decode(), place)
    assert read(learner.get(mended["Location"])).body()[key][-1] == offer


def test_sixty_layers_are_refused_beside_the_network_and_can_be_cut(learner):
    link = {f"network.layers.{index}.units": "4" for index in range(60)}
    opened = learner.get("/", link)
    assert opened.status_code == 400
    assert said_at(opened.content.decode(), "f-network-layers") == "Layers: 60 are more than the 50 allowed. Use 50"
    page = read(opened)
    mended = learner.post("/", page.body() | {"do": "use.network.layers=50"})
    assert mended.status_code == 303
    assert set(re.findall(r"network\.layers\.(\d+)\.", mended["Location"])) == {str(index) for index in range(50)}


def test_ten_thousand_fields_are_no_form(learner):
    page = read(learner.get("/"))
    body = page.body() | {f"network.layers.{index}.units": ["4"] for index in range(10_000)}
    assert learner.post("/", body | {"do": "train"}).status_code == 400


def fields_of_everything() -> list[tuple[str, str]]:
    """(entry to choose, flat key) of every field of every entry: nothing that can be typed into is left out."""
    keys = []
    for section, fields in declarations.sections().items():
        keys += [("", f"{section}.{one['name']}" if section else one["name"]) for one in fields]
    for path in declarations.concepts():
        for entry in declarations.entries(path):
            keys += [(f"{path}.name={entry['name']}", f"{path}.{one['name']}") for one in entry["fields"]]
    return keys + [("", f"network.layers.0.{one['name']}") for one in declarations.entries("network.layers")[0]["fields"]]


def test_nonsense_in_any_field_is_refused_at_that_field(learner):
    nonsense = "٣<b>\u202e NaN"
    for chosen, key in fields_of_everything():
        link = dict([chosen.split("=")] if chosen else []) | {key: nonsense}
        problems = learner.get("/recipe/", link).json().get("problems", [])
        assert [one for one in problems if one["path"] in (key, f"{key}.0")], f"{chosen} {key}: {problems}"
        assert all(len(one["message"]) < 400 for one in problems)


@pytest.mark.parametrize("key", ["optimizer.lr", "data.features", "loss.name", "network.layers.0.activation"])
def test_nonsense_comes_back_as_text_never_as_markup(learner, key):
    page = learner.get("/", {key: "<b>٣</b>"}).content.decode()
    assert "<b>٣</b>" not in page
    assert "&lt;b&gt;٣" in page
