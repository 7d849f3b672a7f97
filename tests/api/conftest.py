"""A program with a token, and how it asks: JSON in, JSON out, and no cookie ever."""

import json

import pytest
from django.test import Client
from django.utils import translation

from playground.runs import recipes, services, tokens
from playground.runs.owners import new_owner
from tests.live.writing import commit


class Program:
    """Asks the API under a token; every answer may carry no cookie."""

    def __init__(self, token: str | None):
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def ask(self, method: str, path: str, body=None, **headers):
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.client, method.lower())(f"/api/v1/{path}", headers={**self.headers, **headers}, **given)
        assert not answer.cookies, "no cookie is set where none is looked at"
        return answer

    def get(self, path: str, **headers):
        return self.ask("get", path, **headers)

    def post(self, path: str, body=None):
        return self.ask("post", path, body)

    def told(self, method: str, path: str, body=None, status: int = 200):
        """The JSON of an answer that has to have this status."""
        answer = self.ask(method, path, body)
        assert answer.status_code == status, answer.content[:600]
        return answer.json() if answer.content else None


@pytest.fixture(autouse=True)
def english():
    """An answer's language outlives it in this thread; no test after these shall hear of it."""
    with translation.override("en"):
        yield


@pytest.fixture
def alice(db) -> str:
    return new_owner()


@pytest.fixture
def bob(db) -> str:
    return new_owner()


@pytest.fixture
def program(alice) -> Program:
    return Program(tokens.make(alice, "alice's"))


@pytest.fixture
def stranger(bob) -> Program:
    return Program(tokens.make(bob, "bob's"))


@pytest.fixture
def run(alice):
    """A run of alice's with three records."""
    started = services.start_run(alice, recipes.parse({}), token="first")
    commit(started, 3, frame=False)
    started.refresh_from_db()
    return started
