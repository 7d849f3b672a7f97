"""The forms are the declarations: every field of every entry is on the page, with its bounds, and nothing else is."""

import pytest

from playground.experiments import declarations
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def entries():
    for path in declarations.concepts():
        for entry in declarations.entries(path):
            yield pytest.param(path, entry, id=f"{path}-{entry['name']}")


def query_for(path: str, entry: dict) -> dict:
    """A set-up in which this entry is chosen; losses need data of a task they fit."""
    query = {f"{path}.name": entry["name"]}
    if path == "loss":
        query["data.name"] = next(one["name"] for one in declarations.entries("data") if one["task"] in entry["tasks"])
    if path == "data":
        query["training.batch_size"] = "1"
    return query


@pytest.mark.parametrize(("path", "entry"), list(entries()))
def test_every_field_of_every_entry_is_on_the_page_with_its_bounds(learner, path, entry):
    page = read(learner.get("/", query_for(path, entry)))
    assert chosen(page, f"{path}.name") == entry["name"]
    for field in entry["fields"]:
        control = page.fields[f"{path}.{field['name']}"][-1]
        check(control, field)


@pytest.mark.parametrize("section", list(declarations.sections()))
def test_every_plain_field_is_on_the_page_with_its_bounds(learner, section):
    page = read(learner.get("/"))
    for field in declarations.sections()[section]:
        key = f"{section}.{field['name']}" if section else field["name"]
        check(page.fields[key][-1], field)


def test_every_field_of_a_layer_is_on_the_page_for_each_layer(learner):
    page = read(learner.get("/"))
    for index in (0, 1):
        for field in declarations.entries("network.layers")[0]["fields"]:
            check(page.fields[f"network.layers.{index}.{field['name']}"][-1], field)


def check(control: dict, field: dict) -> None:
    if field["kind"] in ("int", "float"):
        for bound in ("minimum", "maximum"):
            assert control.get(f"data-{bound}") == (None if field[bound] is None else str(field[bound]))
        assert ("data-exclusive-minimum" in control) == (field["exclusive_minimum"] and field["minimum"] is not None)
    elif field["kind"] == "choice" and control.get("type") != "hidden":  # what is made in a sheet is chosen there
        assert control["options"] == [str(one) for one in field["choices"]]


def chosen(page, key: str) -> str:
    controls = page.fields[key]
    return next(one["value"] for one in controls if one.get("type") != "radio" or "checked" in one)


def test_nothing_is_on_the_page_that_nobody_declared(learner):
    """No second list: each recipe field of the form answers to a declaration."""
    from playground.experiments import links

    page = read(learner.get("/"))
    values = declarations.default_values()
    ours = [name for name in page.fields if name and name not in links.BESIDE and not name.startswith(links.BESIDE_PREFIXES)]
    strangers = [key for key in ours if not key.endswith(".name") and not declarations.field(key, values)]
    assert strangers == []
