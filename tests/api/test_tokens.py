"""Tokens: shown once, kept as a hash, taken back, and following the runs they were made for."""

import re

import pytest
from django.test import Client

from playground.api import door
from playground.runs import keeping, owners, tokens
from playground.runs.models import ApiToken
from tests.api.conftest import Program
from tests.site.security.conftest import browser

SHOWN = re.compile(r'<code id="token">(bp_[A-Za-z0-9_-]{22})</code>')


@pytest.fixture
def person(alice) -> Client:
    return browser(alice)


def made(person: Client, name: str = "my laptop") -> str:
    return SHOWN.search(person.post("/api/tokens/", {"do": "make", "name": name}).content.decode())[1]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(person, run):
    token = made(person)
    again = person.get("/api/tokens/")
    assert token not in again.content.decode() and "my laptop" in again.content.decode()
    assert "no-store" in again["Cache-Control"]
    stored = ApiToken.objects.get()
    assert token not in str(vars(stored)) and len(stored.token_hash) == 64
    assert Program(token).told("get", "runs")["runs"][0]["id"] == run.id


def test_what_it_was_last_used_for_is_when(person, run):
    token = made(person)
    assert "not used yet" in person.get("/api/tokens/").content.decode()
    Program(token).told("get", "runs")
    assert "used just now" in person.get("/api/tokens/").content.decode()


def test_one_taken_back_opens_nothing_and_the_others_go_on(person, run):
    first, second = made(person), made(person, "cluster")
    taken = ApiToken.objects.get(name="my laptop")
    assert person.post("/api/tokens/", {"do": taken.id}).status_code == 303
    assert Program(first).get("runs").status_code == 401
    assert Program(second).get("runs").status_code == 200
    assert "my laptop" not in person.get("/api/tokens/").content.decode()
    assert person.post("/api/tokens/", {"do": taken.id}).status_code == 404


def test_nobody_takes_back_anothers(person, bob):
    token = made(person)
    assert browser(bob).post("/api/tokens/", {"do": ApiToken.objects.get().id}).status_code == 404
    assert Program(token).get("runs").status_code == 200
    assert "my laptop" not in browser(bob).get("/api/tokens/").content.decode()


def test_a_name_is_needed_and_no_more_than_twenty_are_had(person, alice):
    refused = person.post("/api/tokens/", {"do": "make", "name": " \x07"})
    assert refused.status_code == 422 and "it is empty" in refused.content.decode()
    long = person.post("/api/tokens/", {"do": "make", "name": "x" * 41})
    assert "41 characters are more than the 40 allowed" in long.content.decode() and "x" * 41 in long.content.decode()
    for number in range(tokens.MOST):
        tokens.make(alice, str(number))
    assert "Take one back first" in person.post("/api/tokens/", {"do": "make", "name": "one more"}).content.decode()


def test_tokens_move_with_the_runs_and_go_with_them(alice, run):
    program, account = Program(tokens.make(alice, "laptop")), owners.new_owner()
    keeping.adopt(alice, account)
    assert [one["id"] for one in program.told("get", "runs")["runs"]] == [run.id]
    keeping.delete_all(account)
    assert program.get("runs").status_code == 401 and not ApiToken.objects.exists()


def test_a_token_that_calls_too_often_is_told_when_to_come_back(program, stranger, monkeypatch):
    monkeypatch.setattr(door, "CALLS", door.CALLS._replace(most=3))
    for _ in range(3):
        assert program.get("specs/default").status_code == 200
    late = program.get("specs/default")
    assert late.status_code == 429 and 1 <= int(late["Retry-After"]) <= 60
    assert f"3 calls of a minute. Try again in {late['Retry-After']} s." in late.json()["errors"][0]["words"]
    assert stranger.get("specs/default").status_code == 200, "another token has calls of its own"


def test_starts_are_counted_by_themselves(program, monkeypatch):
    monkeypatch.setattr(door, "STARTS", door.STARTS._replace(most=1))
    assert program.post("runs", {}).status_code == 201
    late = program.post("sweeps", {"axes": {"optimizer.lr": "0.1, 0.2"}})
    assert late.status_code == 429 and "1 starts of a minute" in late.json()["errors"][0]["words"]
    assert program.get("runs").status_code == 200


def test_a_minute_later_it_may_call_again(program, monkeypatch):
    from datetime import timedelta

    from playground.accounts.models import Tries

    monkeypatch.setattr(door, "CALLS", door.CALLS._replace(most=1))
    program.get("specs/default")
    assert program.get("specs/default").status_code == 429
    for tries in Tries.objects.all():
        Tries.objects.filter(key=tries.key).update(since=tries.since - timedelta(seconds=61))
    assert program.get("specs/default").status_code == 200
