"""The address is the configuration: it carries only what differs, and opening it gives that very form."""

import random

import pytest

from playground.experiments import declarations, links
from playground.runs import recipes
from tests.site.pages import read

pytestmark = pytest.mark.django_db


def random_value(field: dict, chance: random.Random):
    if field["kind"] == "bool":
        return chance.choice(["true", "false"])
    if field["kind"] == "choice":
        return chance.choice(field["choices"])
    if field["kind"] == "text" or (field["kind"] == "list" and not field["choices"]):
        return declarations.spelled(field["name"], field["default"])  # what is made by hand: points, a table's columns
    if field["kind"] == "list":
        picked = chance.sample(field["choices"], chance.randint(1, len(field["choices"])))
        return ",".join(sorted(picked, key=field["choices"].index))  # a form sends them in their declared order
    low = field["minimum"] or 0
    high = min(field["maximum"] if field["maximum"] is not None else 10, low + 20)
    value = chance.uniform(low, high) * 0.9 + (high - low) * 0.05
    return str(round(value)) if field["kind"] == "int" else repr(round(value, 4))


def random_flat(chance: random.Random) -> dict[str, str]:
    flat = {}
    for path in declarations.concepts():
        entry = chance.choice(declarations.entries(path))
        flat[f"{path}.name"] = entry["name"]
        flat |= {f"{path}.{one['name']}": str(random_value(one, chance)) for one in entry["fields"] if chance.random() < 0.5}
    count = chance.randint(0, 3)
    flat |= {} if count else {"network.layers": "none"}
    for index in range(count):
        fields = declarations.entries("network.layers")[0]["fields"]
        flat |= {f"network.layers.{index}.{one['name']}": str(random_value(one, chance)) for one in fields}
    return flat | {"training.batch_size": "none"}


def specs(count: int):
    chance, found = random.Random(5), []
    while len(found) < count:
        try:
            found.append(links.parse(random_flat(chance)))
        except recipes.refusal():
            continue
    return found


@pytest.mark.parametrize("spec", specs(25), ids=range(25))
def test_the_shortest_link_gives_the_same_set_up_back(spec):
    short = links.shortest(spec)
    assert links.parse(short) == spec
    for key in short:
        fewer = {other: value for other, value in short.items() if other != key}
        try:
            assert links.parse(fewer) != spec
        except recipes.refusal():
            pass


@pytest.mark.parametrize("spec", specs(4), ids=range(4))
def test_posting_an_opened_link_leads_to_the_same_link(learner, spec):
    """Opening gives that form, and the form sends that set-up: without scripts nothing is lost on the way round."""
    query = links.query_of(spec)
    page = read(learner.get(f"/?{query}"))
    response = learner.post("/", page.body() | {"do": "apply"})
    assert (response.status_code, response["Location"]) == (303, f"/?{query}")


def test_the_default_set_up_has_an_empty_link():
    assert links.query_of(recipes.parse({})) == ""


def test_one_changed_number_is_one_key(learner):
    page = read(learner.get("/"))
    response = learner.post("/", page.body() | {"data.noise": ["0.2"], "do": "apply"})
    assert response["Location"].split("?")[1].split("&")[-1] == "data.noise=0.2"


def test_a_group_without_a_name_means_the_default_entry():
    assert links.parse({"optimizer.lr": "0.3"}).optimizer.lr == 0.3


def test_an_unknown_key_is_refused_in_words_and_the_rest_is_kept(learner):
    response = learner.get("/?data.noise=0.3&data.colour=red")
    page = read(response)
    assert response.status_code == 400
    assert "data.colour" in page.text
    assert page.fields["data.noise"][-1]["value"] == "0.3"
