"""Files of runs that a trainer writes, over the API: whose are listed, under which name, how large."""

from playground.runs.models import Task
from playground.training import tasks


def test_the_files_one_asked_for_are_listed_with_their_size_and_nobody_elses(program, stranger, run, alice, bob):
    task = program.told("post", "exports", {"runs": [run.id], "form": "csv"}, 202)
    Task.objects.create(owner=bob, kind="export", state="waiting", input={"stem": "run-9", "form": "json"})
    tasks.ask(alice, "gradient_check", run=run.id, epoch="0")
    [listed] = program.told("get", "exports")
    assert (listed["id"], listed["name"], listed["state"], listed["bytes"]) == (task["id"], "run-1.csv", "waiting", None)
    Task.objects.filter(id=task["id"]).update(state="finished", result=bytes(1234))
    assert program.told("get", "exports")[0]["bytes"] == 1234
    assert [one["name"] for one in stranger.told("get", "exports")] == ["run-9.json"]
    program.told("delete", f"tasks/{task['id']}", status=204)
    assert program.told("get", "exports") == []
