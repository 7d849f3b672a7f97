"""Tables over the API: the file is the body, and whose is whose."""

from django.test import Client

CSV = b"size,weight,kind\n1.5,2,apple\n2,3,lemon\n0.5,9,apple\n"


def sent(asker, data: bytes, title: str = ""):
    return Client().post(f"/api/v1/tables?title={title}", data, content_type="application/octet-stream", headers=asker.headers)


def test_a_table_is_brought_listed_and_read_and_is_nobody_elses(program, stranger):
    told = sent(program, CSV, "fruit.csv").json()
    assert (told["rows"], told["target_as"], told["title"]) == (3, "classes", "fruit.csv")
    assert [(one["name"], one["role"], one["values"]) for one in told["columns"]] == [
        ("size", "input", 3), ("weight", "input", 3), ("kind", "target", 2)
    ]  # fmt: skip
    assert told["cells"] == [["1.5", "2", "apple"], ["2", "3", "lemon"], ["0.5", "9", "apple"]]
    [held] = program.told("get", "tables")
    assert (held["digest"], held["title"]) == (told["digest"], "fruit.csv") and held["bytes"] > len(CSV)
    assert program.told("get", f"tables/{told['digest']}?first=2")["cells"] == [["0.5", "9", "apple"]]
    assert stranger.told("get", "tables") == []
    stranger.told("get", f"tables/{told['digest']}", status=404)
    data = {"name": "upload", "digest": told["digest"], "input_columns": [1, 2], "target_column": 3}
    spec = {"data": data, "training": {"batch_size": 2}}
    assert program.told("post", "runs", {"spec": spec}, 201)["dataset"] == "upload"
    stranger.told("post", "runs", {"spec": spec}, 422)


def test_what_is_no_table_is_refused_in_words(program):
    answer = sent(program, b"\xff\xfe")
    assert answer.status_code == 422 and answer.json()["errors"][0]["words"].endswith(".")
    assert program.told("get", "tables/example")["rows"] > 10
