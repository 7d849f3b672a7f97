"""Every operation × every actor: what is somebody else's is not there, byte for byte, and nothing is done to it."""

import pytest
from django.db import transaction

from playground.runs import recipes, shares, sweeps
from playground.runs.models import Command, Grid, Run, Share, Sweep, Task
from playground.training import mapping, tasks
from tests.api.conftest import Program
from tests.api.policy import API, CARRIED, Call
from tests.site.security.policy import HTTP

CALLS = [call for calls in API.values() for call in calls]
OWN = [call for call in CALLS if call.others == 404 and "{" in call.path and "{link}" not in call.path]


@pytest.fixture
def things(run, alice) -> dict[str, str]:
    """Ids of everything of alice's."""
    sweep = sweeps.start(alice, recipes.parse({}), {"optimizer.lr": "0.1, 0.2"}, token="sweep")
    token = shares.make(run)
    task = tasks.ask(alice, "gradient_check", run=run.id)
    race = tasks.ask(alice, "arena", fields={})
    trails = Task.objects.create(owner=alice, kind="trails", input={"runs": [run.id]}, state="waiting")
    x, y = ({"path": path, "low": 0.01, "high": 0.9, "log": False} for path in ("optimizer.lr", "optimizer.momentum"))
    grid = mapping.start(alice, recipes.parse({"optimizer": {"name": "momentum"}}), x, y, 64, token="map")
    ids = {"run": run, "sweep": sweep, "task": task, "race": race, "trails": trails, "map": grid}
    return {name: one.id for name, one in ids.items()} | {"share": shares.id_of(shares.hashed(token)), "link": token}


def ask(program: Program, call: Call, things: dict[str, str]):
    body = call.body
    if isinstance(body, dict) and "runs" in body:
        body = body | {"runs": [one.format(**things) for one in body["runs"]]}
    return program.ask(call.method, call.path.format(**things), body)


def rows() -> list:
    kept = [list(model.objects.order_by("pk").values()) for model in (Run, Sweep, Grid, Share, Task)]
    return [*kept, Command.objects.count()]


def test_owner_and_others_get_what_the_policy_says(things, program, stranger):
    for call in CALLS:
        with transaction.atomic():
            assert ask(stranger, call, things).status_code == call.others, call
            got = ask(program, call, things)
            assert got.status_code == call.owner, (call, got.content[:500])
            if got.status_code >= 400:
                assert list(got.json()) == ["errors"] and got.json()["errors"]
                assert all(set(one) == {"field", "value", "words"} and one["words"][-1] == "." for one in got.json()["errors"])
            transaction.set_rollback(True)  # the next call finds everything as it was


def test_not_yours_and_not_there_are_the_same_bytes_and_nothing_is_done(things, stranger):
    before = rows()
    for call in OWN:
        yours = ask(stranger, call, things)
        nowhere = ask(stranger, call, {name: "x" * len(one) for name, one in things.items()})
        assert yours.status_code == nowhere.status_code == 404, call
        assert yours.content == nowhere.content and yours.headers == nowhere.headers, call
    assert rows() == before


def test_without_a_token_nothing_is_there_and_nothing_is_done(things):
    before, nobodies = rows(), [Program(None), Program("bp_" + "x" * 22)]
    for call in OWN:
        for nobody in nobodies:
            got = ask(nobody, call, things)
            assert got.status_code == 401 and got["WWW-Authenticate"] == "Bearer", call
    assert rows() == before


def test_a_cookie_opens_nothing_here(things, alice):
    """So there is nothing that another site's page could make a browser do."""
    from tests.site.security.conftest import browser

    client = browser(alice, enforce_csrf_checks=True)
    assert client.get(f"/runs/{things['run']}/status").status_code == 200
    assert client.get(f"/api/v1/runs/{things['run']}").status_code == 401
    assert client.delete(f"/api/v1/runs/{things['run']}").status_code == 401
    assert Run.objects.filter(id=things["run"]).exists()


def test_a_token_opens_no_page(things, program):
    """The pages know cookies alone."""
    assert program.client.get(f"/runs/{things['run']}/", headers=program.headers).status_code == 404


def test_lists_hold_only_ones_own(things, program, stranger):
    for path, name in (("runs", "runs"), ("sweeps", "sweeps"), ("maps", "maps")):
        assert [one["id"] for one in program.told("get", path)[name]] == [things[path[:-1]]]
        assert stranger.told("get", path)[name] == []


def test_every_page_names_where_its_data_is_for_programs():
    """A page that is new has to say so too, and what it says has to be there."""
    assert sorted(CARRIED) == sorted(HTTP)
    said = {route for routes in CARRIED.values() if isinstance(routes, tuple) for route in routes}
    assert {f"api/v1/{route}" for route in said} <= set(API)
    assert all(routes for routes in CARRIED.values())
    assert all(routes.endswith(".") for routes in CARRIED.values() if isinstance(routes, str))
