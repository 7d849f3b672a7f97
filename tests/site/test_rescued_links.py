"""A link that cannot be opened as it is says why, field by field, and opens without just that; nothing else in it is lost."""

import random
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict

from playground.experiments import declarations, links, rescue
from playground.experiments.recipe_form import RecipeForm
from tests.site.pages import read

pytestmark = pytest.mark.django_db

# (what is in the link, what may not be left, what the page says)
REFUSED = [
    ("colour=red&optimizer.lr=0.1&seed=7", {"colour"}, "'colour' is not a field of this set-up."),
    ("version=2&optimizer.lr=0.1&optimizer.name=adam", {"version"}, "newer version of the playground: it is of version 2"),
    ("version=banana&seed=7", {"version"}, "'banana' is not a whole number"),
    ("optimizer.name=zebra&optimizer.lr=0.1&data.noise=0.2", {"optimizer.name"}, "'zebra' is not known"),
    ("optimizer.name=adam&optimizer.warp=9&optimizer.lr=0.1", {"optimizer.warp"}, "'optimizer.warp' is not a field"),
    ("training.epochs=1000000&optimizer.lr=0.1", {"training.epochs"}, "Epochs: 1000000 is more than 100,000"),
    ("network.layers.0.units=5000&network.layers.1.units=3&seed=2", {"network.layers.0.units"}, "5000 is more than 256"),
    ("network.layers.9999.units=4&seed=2", {"network.layers.9999.units"}, "layers: 9999 follows where 0 is next"),
    ("data.name=iris&loss.name=hinge&seed=2", {"loss.name"}, "does not fit Iris"),
]


@pytest.mark.parametrize(("query", "refused", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_it_says_what_is_wrong_and_opens_the_rest(learner, query, refused, words):
    response = learner.get(f"/?{query}&show=lr&lang=en")
    page = read(response)
    assert response.status_code == 400 and words in unescape(page.text).replace("\xa0", " ")
    [button] = [
        attrs for tag, attrs in page.tags if tag == "a" and "Open without" in page.text and attrs.get("class") == "button"
    ]
    assert all(name in page.text for name in refused)
    offered = dict(parse_qsl(urlsplit(button["href"]).query))
    given = dict(parse_qsl(query)) | {"show": "lr", "lang": "en"}
    bare = {"network.layers.0.name": "dense"} if "network.layers.0.units" in refused else {}  # the first of two stays
    assert offered == {key: value for key, value in given.items() if key not in refused} | bare
    assert learner.get(button["href"]).status_code == 200


CONV = {"name": "conv2d", "channels": "4", "padding": "0"}


@pytest.mark.parametrize(
    ("data", "layers", "left"),
    [
        ("digits", [CONV, CONV, {"name": "residual", "over": "1"}, {"name": "flatten"}], ["conv2d", "conv2d", "flatten"]),
        ("circles", [{"name": "lstm"}, {"name": "gru"}, {"name": "dense"}], ["dense", "dense", "dense"]),
        ("digits", [{"name": "conv2d"}, {"name": "dense"}, {"name": "dense"}], []),  # nothing below the output would be flat
    ],
)
def test_a_layer_that_fits_nowhere_goes_and_those_after_it_move_up(data, layers, left):
    """Left as a layer by default it would be refused again, for ever."""
    flat = {f"network.layers.{place}.{name}": value for place, layer in enumerate(layers) for name, value in layer.items()}
    rest = rescue.remaining({"data.name": data, **flat})
    assert [rest[key] for key in sorted(rest) if key.endswith(".name") and key != "data.name"] == left
    links.parse(rest)


def test_a_good_link_is_offered_nothing(learner):
    for address in ("/", "/?optimizer.lr=0.1", "/?version=1"):
        response = learner.get(address)
        assert response.status_code == 200 and b"Open without" not in response.content


def test_whatever_is_in_a_link_something_opens():
    """800 links of real fields, near misses and rubbish: what is offered always parses, and keeps a good field alone in it."""
    chance = random.Random(5)
    keys = [*declarations.default_values(), "version", "colour", "network.layers.x.units", "..", "", "optimizer", "edits.0.step"]
    values = ["", "0", "1", "3", "0.1", "-1", "1e9", "nan", "adam", "iris", "none", "true", "x1,x2", "x9", "{}", "2" * 40, "\x00"]
    opened = 0
    for _ in range(800):
        flat = {chance.choice(keys): chance.choice(values) for _ in range(chance.randint(1, 6))}
        rest = rescue.remaining(flat)
        links.parse(rest)
        two = any(key.startswith("network.layers.1.") for key in flat)
        bare = {("network.layers.0.name", "dense")} if two else set()  # a link of two layers does not lose the first
        assert rest.items() - bare <= flat.items()
        form = RecipeForm.of(flat)
        offered = rescue.of_link(form, QueryDict())
        assert (offered is None) == (rest == flat) == (not form.problems)
        opened += rest == flat
    assert 5 < opened < 795, "the sample holds good links and bad ones"
