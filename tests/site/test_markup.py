"""Pages keep to the policy they are sent with: no inline style, no inline script, no handler attributes."""

import pytest

from playground.experiments import declarations
from tests.site.pages import read

pytestmark = pytest.mark.django_db
PAGES = ["/", "/runs/", "/compare/", "/arena/", "/nowhere/", "/?optimizer.lr=abc", "/?data.name=iris&training.batch_size=none"]
PAGES += ["/?network.layers=none"]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_inline(learner, address):
    for tag, attributes in read(learner.get(address)).tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith(("on", "hx-on"))], tag
        assert tag != "style"
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "importmap"


@pytest.mark.parametrize("address", PAGES)
def test_ids_are_unique_and_every_label_finds_its_field(learner, address):
    tags = read(learner.get(address)).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    for tag, attributes in tags:
        if tag == "label" and "for" in attributes:
            assert attributes["for"] in ids
        if "popovertarget" in attributes:
            assert attributes["popovertarget"] in ids


def test_every_data_set_has_a_thumbnail(learner):
    samples = learner.get("/data/thumbnails").json()
    assert set(samples) == {one["name"] for one in declarations.entries("data")}
    assert all(len(one["points"]) == len(one["targets"]) <= 120 for one in samples.values())


def test_points_are_at_most_six_hundred_a_split(learner):
    picture = learner.get("/data/points", {"data.samples": "5000"}).json()
    assert [len(picture[split]["points"]) for split in ("train", "test")] == [600, 600]
    assert picture["counts"] == [2500, 2500]


def test_the_layout_and_first_weights_are_the_engines(learner):
    from engine.plan import Plan
    from engine.spec import parse

    plan = Plan(parse({}))
    picture = learner.get("/data/points").json()
    assert picture["weights"] == plan.initial().tolist()
    assert [layer["start"] for layer in picture["layers"]] == [slot.start for slot in plan.slots]
    assert picture["link"] == {"kind": "logit"}
