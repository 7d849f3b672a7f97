"""Runs of others over the API: listed ones, those behind a link, a copy; and nothing of whose they are."""

import pytest

from playground.runs import shares, thumbnails
from playground.runs.models import Run, Thumbnail


def test_what_is_listed_is_found_by_its_filters(program, stranger, run):
    shares.make(run)
    assert stranger.told("get", "explore")["runs"] == []
    Run.objects.filter(id=run.id).update(best_metric=0.9)
    token = shares.make(run, listed=True, name="Ada")
    for asked, count in (("", 1), ("?data=circles&score=0.9", 1), ("?score=0.95", 0), ("?optimizer=adam", 0)):
        found = stranger.told("get", f"explore{asked}")
        assert len(found["runs"]) == count and found["following"] is None, asked
    [listed] = stranger.told("get", "explore?sort=best")["runs"]
    assert (listed["token"], listed["by"], listed["best_metric"], listed["network"]) == (token, "Ada", 0.9, "6–4 tanh")
    assert run.id not in str(listed) and listed["thumbnail"] is None
    drawn = thumbnails.encode(thumbnails.Picture(3, 10, thumbnails.Kind.LINE, 2, cells=b"\x01\x02"))
    Thumbnail.objects.create(run=run, epoch=3, data=drawn)
    [listed] = stranger.told("get", "explore")["runs"]
    address = listed["thumbnail"].partition("/api/v1/")[2]
    answer = stranger.ask("get", address)
    assert answer.status_code == 200 and answer.content == drawn and run.id not in listed["thumbnail"]
    shares.withdraw(run, listed_only=True)
    assert stranger.told("get", "explore")["runs"] == [] and stranger.ask("get", address).status_code == 404


def test_pages_of_explore_follow_each_other(program, run, monkeypatch):
    monkeypatch.setattr("playground.api.others.PAGE_LENGTH", 1)
    other = Run.objects.get(id=program.told("post", "runs", {"title": "second"}, 201)["id"])
    for one in (run, other):
        shares.make(one, listed=True)
    first = program.told("get", "explore")
    second = program.told("get", f"explore?after={first['following'].replace('+', '%2B')}")
    assert [one["title"] for one in (*first["runs"], *second["runs"])] == ["second", ""] and second["following"] is None


def test_a_link_opens_all_of_a_run_but_whose_it_is(program, stranger, run):
    token = shares.make(run)
    told = stranger.told("get", f"shared/{token}")
    assert told["spec"] == run.spec and not {"id", "number", "owner", "starred"} & set(told)
    own, theirs = program.told("get", f"runs/{run.id}/records"), stranger.told("get", f"shared/{token}/records")
    assert own == theirs and len(theirs["columns"]["epoch"]) == 3
    assert stranger.ask("get", f"shared/{token}/chunks").content == program.ask("get", f"runs/{run.id}/chunks").content
    assert len(stranger.told("get", f"shared/{token}/points")["train"]["points"]) > 10
    shares.withdraw(run)
    gone, never = (stranger.ask("get", f"shared/{one}") for one in (token, "x" * 22))
    assert gone.status_code == never.status_code == 404 and gone.content == never.content


def test_a_copy_is_ones_own_and_names_no_parent(stranger, bob, run):
    token = shares.make(run)
    made = stranger.told("post", f"shared/{token}/copies", {"epoch": 1}, 201)
    assert stranger.told("post", f"shared/{token}/copies", {"epoch": 1}, 201)["id"] == made["id"]
    assert (made["epoch"], made["parent"]) == (1, None) and Run.objects.get(id=made["id"]).owner == bob


@pytest.mark.parametrize("path", ["runs/{id}/shares", "runs/{id}/line", "runs/{id}/forks"])
def test_the_small_ones_of_a_run(program, run, path):
    fork = program.told("post", f"runs/{run.id}/forks", {"epoch": 1}, 201)
    program.told("post", f"runs/{run.id}/shares", {}, 201)
    told = program.told("get", path.format(id=run.id))
    if path.endswith("forks"):
        assert [one["id"] for one in told] == [fork["id"]]
    elif path.endswith("shares"):
        assert [(one["name"], one["watching"], one["listed"]) for one in told] == [("", 0, False)]
    else:
        assert told["training"] is False and told["before"] == 0
