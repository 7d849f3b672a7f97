"""What is refused: in one form, all at once, in the language asked for, and nothing unknown is passed over."""

import json

import pytest

from playground.runs.models import Run


def words(answer) -> dict[str, str]:
    return {one["field"]: one["words"] for one in answer.json()["errors"]}


def test_a_spec_is_refused_with_all_its_problems_in_the_words_of_the_page(program):
    said = program.told("post", "runs", {"spec": {"optimizer": {"lr": -1}, "seed": "x", "colour": 1}}, 422)["errors"]
    assert {one["field"]: one["value"] for one in said} == {"optimizer.lr": -1, "seed": "x", "colour": 1}
    assert next(one for one in said if one["field"] == "optimizer.lr")["words"] == "Learning rate: -1 is not more than 0."
    assert not Run.objects.exists()


def test_and_in_chinese(program):
    got = program.ask("post", "specs", {"optimizer": {"lr": -1}}, **{"Accept-Language": "zh-CN"})
    assert words(got)["optimizer.lr"].startswith("学习率")


@pytest.mark.parametrize(
    "method,path,body,field,told",
    [
        ("post", "runs", {"colour": 1}, "colour", "There is no field 'colour' here. Known: spec, title,"),
        ("post", "maps", {"x": {"path": "optimizer.lr", "colour": 1}}, "x.colour", "here. Known: low, high, path, log."),
        ("post", "runs", {"speed": {"a": None}}, "speed", """'{"a": null}' is not a number"""),
        ("post", "runs", {"speed": None}, "speed", "'null' is not a number"),
        ("post", "runs", {"speed": "fast"}, "speed", "'fast' is not a number"),
        ("post", "runs", {"start_token": "ü"}, "start_token", "Start_token: only letters of ASCII"),
        ("post", "runs", {"start_token": "x" * 65}, "start_token", "65 characters are more than the 64 allowed"),
        ("post", "sweeps", {"title": "x" * 81, "axes": {"seed": "1, 2"}}, "title", "81 characters are more than the 80 allowed"),
        ("post", "runs", [], "", "The body"),
        ("post", "specs", 7, "", "is not a group of fields"),
        ("get", "runs?page=2", None, "page", "Known: after, archived, before"),
        ("get", "runs?sort=age", None, "sort", "none of newest, best, loss, longest"),
        ("get", "runs?after=x", None, "after", "is no place in this list"),
        ("get", "specs/default?x=1", None, "x", "Known: none"),
        ("get", "sweeps?before=-1", None, "before", "less than 0"),
        ("post", "sweeps", {"axes": {"optimizer.lr": "0.1"}}, "axes.optimizer.lr", "is one value"),
        ("post", "sweeps/quotes", {"axes": {"optimizer.lr": "1..x"}}, "optimizer.lr", "is no range"),
        ("post", "sweeps/quotes", {"axes": {"optimizer.colour": "1, 2"}}, "optimizer.colour", "no field that can take"),
    ],
)
def test_each_names_its_field(program, method, path, body, field, told):
    got = program.ask(method, path, body)
    assert got.status_code == 422
    assert told in words(got)[field], got.content


def test_what_was_sent_is_shown_as_json(program):
    said = program.told("post", "runs", {"colour": {"a": [1, None, True, "it's"]}}, 422)["errors"]
    assert json.loads(said[0]["value"]) == {"a": [1, None, True, "it's"]}
    spec = program.told("post", "runs", {"spec": {"colour": {"b": None}, "training": {"epochs": {"a": [False]}}}}, 422)["errors"]
    assert {one["field"]: one["value"] for one in spec} == {"colour": '{"b": null}', "training.epochs": '{"a": [false]}'}
    words = next(one["words"] for one in spec if one["value"] == '{"a": [false]}')
    assert words.startswith("""Epochs: '{"a": [false]}' is not""")


def test_a_command_refuses_a_field_it_does_not_take_whatever_its_name(program, run):
    for field in ("run", "colour"):
        said = program.told("post", f"runs/{run.id}/commands", {"kind": "pause", field: 1}, 409)["errors"]
        assert said[0]["words"] == "The command pause takes nothing."
    said = program.told("post", f"runs/{run.id}/commands", {"kind": {"a": None}}, 409)["errors"]
    assert said[0]["words"].startswith("""There is no command '{"a": null}'. Known: pause,""")


def test_a_body_that_is_no_json_and_one_that_never_ends(program):
    client = program.client
    for text in ("{", "\x00", "[" * 100_000, '{"seed": ' * 5000):
        got = client.post("/api/v1/specs", text, content_type="application/json", headers=program.headers)
        assert got.status_code == 422 and "errors" in got.json(), text[:10]
    deep = {}
    for _ in range(200):
        deep = {"data": deep}
    assert program.ask("post", "specs", deep).status_code == 422
    long = client.post(
        "/api/v1/specs", json.dumps({"x": "y" * 300_000}), content_type="application/json", headers=program.headers
    )
    assert long.status_code == 413 and "longer than" in long.json()["errors"][0]["words"]


def test_a_method_that_is_not_known_says_which_are(program, run):
    got = program.ask("put", f"runs/{run.id}", {})
    assert got.status_code == 405 and set(got["Allow"].split(", ")) == {"GET", "PATCH", "DELETE"}
    assert "Known:" in got.json()["errors"][0]["words"]


def test_what_stands_in_the_way_is_said_as_on_the_page(program, run):
    program.told("post", f"runs/{run.id}/commands", {"kind": "stop"}, 202)
    said = program.told("post", f"runs/{run.id}/commands", {"kind": "resume"}, 409)
    assert said["errors"][0]["words"] == "This run is stopped; it takes no more commands."
    cell = program.told("post", "sweeps", {"axes": {"seed": "1, 2"}}, 201)["id"]
    run_id = program.told("get", f"sweeps/{cell}/cells")["cells"][0]["run"]
    assert "Delete the sweep" in program.told("delete", f"runs/{run_id}", status=409)["errors"][0]["words"]
