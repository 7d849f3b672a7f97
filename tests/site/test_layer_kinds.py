"""Layers of every kind through the form: added, moved, doubled, refused beside themselves, mended by a button."""

import pytest

from playground.experiments import declarations, links, reshaping
from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import RecipeForm
from playground.runs import recipes

PICTURES = {"data.name": "digits", LAYERS: "none"}


def kinds(flat: dict) -> list[str]:
    return [layer.name for layer in links.parse(flat).network.layers]


def test_every_kind_can_be_added_with_a_click_where_its_input_fits():
    start = {
        "conv2d": PICTURES, "max_pool2d": PICTURES, "avg_pool2d": PICTURES,
        "rnn": {"data.name": "remember_first", LAYERS: "none"},
        "gru": {"data.name": "remember_first", LAYERS: "none"},
        "lstm": {"data.name": "remember_first", LAYERS: "none"},
        "residual": {"data.name": "circles", **{f"{LAYERS}.{i}.units": "4" for i in range(3)}},
    }  # fmt: skip
    for kind in (one["name"] for one in declarations.entries(LAYERS)):
        flat = reshaping.reshape(start.get(kind, {"data.name": "circles", LAYERS: "none"}), f"layer.add.{kind}")
        assert kind in kinds(flat), kind


def test_flatten_comes_by_itself_between_pictures_and_units():
    flat = reshaping.reshape(PICTURES, "layer.add.conv2d")
    assert kinds(flat) == ["conv2d", "flatten"]
    flat = reshaping.reshape(flat, "layer.add")
    assert kinds(flat) == ["conv2d", "flatten", "dense"]
    assert kinds(reshaping.reshape(flat, "layer.remove.1")) == ["conv2d", "flatten", "dense"]
    assert kinds(reshaping.reshape(flat, "layer.copy.0")) == ["conv2d", "conv2d", "flatten", "dense"]


def test_layers_move_towards_either_end_and_stop_there():
    flat = {f"{LAYERS}.0.units": "1", f"{LAYERS}.1.units": "2", f"{LAYERS}.2.units": "3"}

    def units(do):
        return [row["units"] for row in reshaping.rows_of(reshaping.reshape(flat, do))]

    assert units("layer.left.2") == ["1", "3", "2"] and units("layer.right.0") == ["2", "1", "3"]
    assert units("layer.left.0") == units("layer.right.2") == ["1", "2", "3"]
    assert units("layer.copy.1") == ["1", "2", "2", "3"]


def test_a_layer_that_cannot_stand_is_refused_beside_itself_with_what_would_mend_it(learner):
    address = f"/?data.name=digits&{LAYERS}.0.name=conv2d&{LAYERS}.1.name=dense"
    page = learner.get(address).content.decode()
    assert 'id="f-network-layers-1-problem">' in page and "Put flatten before it" in page
    assert 'name="network.layers.1.name" value="dense"' in page  # what the person made is kept
    mended = reshaping.reshape(
        {"data.name": "digits", f"{LAYERS}.0.name": "conv2d", f"{LAYERS}.1.name": "dense"}, f"use.{LAYERS}.1=flatten"
    )
    assert kinds(mended) == ["conv2d", "flatten", "dense"]


@pytest.mark.parametrize(
    "do", ["layer.add.turbo", "layer.left.9", "layer.copy.9", f"use.{LAYERS}=turbo", f"use.{LAYERS}.0=turbo"]
)
def test_what_names_no_layer_changes_nothing(do):
    flat = {f"{LAYERS}.0.units": "3"}
    assert kinds(reshaping.reshape(flat, do)) == ["dense"]


def test_the_form_knows_each_kinds_own_fields_and_shape():
    flat = {"data.name": "digits", f"{LAYERS}.0.name": "conv2d", f"{LAYERS}.0.channels": "5", f"{LAYERS}.1.name": "flatten"}
    first, second = RecipeForm.of(flat).layers
    assert first.count.value == "5" and first.count.key.endswith(".channels")
    assert {one.facts["name"] for one in first.others} == {"kernel", "stride", "padding", "activation", "bias"}
    assert first.shape == "5 × 6 × 6" and second.shape == str(5 * 6 * 6)  # 8 − 3 + 1 = 6
    assert second.count is None and not second.others and not second.plain
    spec = links.parse(flat)
    assert links.parse(links.shortest(spec)) == spec and recipes.expanded(spec)["network"]["layers"][0]["channels"] == 5
