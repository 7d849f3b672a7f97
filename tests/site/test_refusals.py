"""Bad input: a sentence at its field with value and limit, the input kept, the page whole."""

import pytest

from tests.site.pages import read

pytestmark = pytest.mark.django_db

BAD = [
    ("optimizer.lr", "abc", ["abc", "not a number"]),
    ("optimizer.lr", "-1", ["-1", "0"]),
    ("network.layers.0.units", "5000", ["5000", "256"]),
    ("training.epochs", "1000000", ["1000000", "100000"]),
    ("data.noise", "0.9", ["0.9", "0.5"]),
    ("data.samples", "", ["whole number"]),
]


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_a_bad_field_says_what_is_wrong_and_keeps_what_was_typed(learner, key, value, words):
    page = read(learner.get("/"))
    response = learner.post("/", page.body() | {key: [value], "do": "train"})
    assert response.status_code == 422
    refused = read(response)
    control = refused.fields[key][-1]
    assert control["value"] == value
    assert control["aria-invalid"] == "true"
    said = problem_text(response.content.decode(), control["aria-describedby"])
    for word in words:
        assert word in said.replace(",", "")


def problem_text(html: str, place: str) -> str:
    return html.split(f'id="{place}"', 1)[1].split("</p>", 1)[0].replace("&#x27;", "'")


@pytest.mark.parametrize(("key", "value", "words"), BAD[:4])
def test_a_bad_link_opens_the_same_way(learner, key, value, words):
    response = learner.get("/", {key: value})
    assert response.status_code == 400
    assert read(response).fields[key][-1]["value"] == value


def test_every_problem_is_said_at_once(learner):
    body = read(learner.get("/")).body() | {"optimizer.lr": ["x"], "data.noise": ["y"], "do": "train"}
    page = read(learner.post("/", body))
    assert "'x' is not a number" in page.text
    assert "'y' is not a number" in page.text


def test_no_input_at_all_is_refused_at_the_inputs(learner):
    body = read(learner.get("/")).body() | {"data.features": [""], "do": "train"}
    response = learner.post("/", body)
    assert response.status_code == 422
    assert "Inputs" in problem_text(response.content.decode(), "f-data-features-problem")


def test_scripts_get_the_same_refusal_as_json(learner):
    body = read(learner.get("/")).body() | {"data.noise": ["0.9"], "do": "train"}
    response = learner.post("/", body, headers={"accept": "application/json"})
    assert response.status_code == 422
    assert [one["path"] for one in response.json()["problems"]] == ["data.noise"]
    assert response.json()["problems"][0]["nearest"] == "0.5"


def test_the_check_answers_with_the_problems(learner):
    answer = learner.get("/recipe/", {"data.noise": "0.9"})
    assert answer.status_code == 200
    assert answer.json()["problems"][0]["path"] == "data.noise"
