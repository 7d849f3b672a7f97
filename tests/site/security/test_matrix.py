"""Every address × every actor (P13, I10, T14): nothing without a declared policy, nothing that tells a stranger more."""

import json
import re

import pytest
from asgiref.sync import sync_to_async
from django.urls import URLPattern, URLResolver, get_resolver

from playground.live import routing
from playground.runs.models import Command, Run
from tests.api.policy import API
from tests.live.lines import knock
from tests.site.security.conftest import browser
from tests.site.security.policy import EXAMPLES, HTTP, SOCKETS, Ask

UNSAFE = ("post", "put", "patch", "delete")
ASKS = [ask for asks in HTTP.values() for ask in asks]
RANDOM = re.compile(rb"(?<=[\"'])[A-Za-z0-9_-]{22,64}(?=[\"'])")  # CSRF and start tokens differ from answer to answer


def walk(patterns, prefix: str = ""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern)


def test_every_route_has_a_policy_and_every_policy_a_route():
    found = list(walk(get_resolver().url_patterns))
    assert sorted(found) == sorted([*HTTP, *API])
    sockets = [str(route.pattern) for route in routing.routes.routes]
    assert sorted(sockets) == sorted(SOCKETS) == sorted(EXAMPLES)
    print(f"figure routes_with_policy {len(found) + len(sockets)} routes, {3 * (len(ASKS) + len(sockets))} cells")


def test_the_server_offers_nothing_beside_the_routers():
    from playground.asgi import application, http
    from playground.bodies import CutOff
    from playground.live.origins import ExactOrigin
    from playground.static_files import StaticFiles

    assert set(application.application_mapping) == {"http", "websocket"}
    files = application.application_mapping["http"]
    assert isinstance(files, StaticFiles)
    cut_off = files.application
    assert isinstance(cut_off, CutOff) and cut_off.application is http
    assert isinstance(routing.websocket, ExactOrigin) and routing.websocket.app is routing.routes
    assert application.application_mapping["websocket"] is routing.websocket


def answer(client, ask: Ask, run_id: str):
    data = {name: value.format(run=run_id) for name, value in ask.data.items()}
    return getattr(client, ask.method)(ask.address.format(run=run_id), data)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: f"{ask.method} {ask.address} {ask.data or ''}")
def test_owner_other_and_anonymous_get_what_the_policy_says(ask, run, alice, bob):
    assert answer(browser(alice), ask, run.id).status_code == ask.owner
    for stranger in (bob, None):
        assert answer(browser(stranger), ask, run.id).status_code == ask.others


@pytest.mark.parametrize("ask", [ask for ask in ASKS if "{run}" in ask.address + str(ask.data)], ids=str)
def test_not_yours_and_not_there_are_the_same_bytes(ask, run, bob):
    """T14, P12."""
    before = Run.objects.values().get(id=run.id)
    unknown = "x" * 22
    client = browser(bob)
    client.get("/")  # the CSRF cookie comes now
    yours, nowhere = answer(client, ask, run.id), answer(client, ask, unknown)
    assert yours.status_code == nowhere.status_code == 404
    assert headers(yours) == headers(nowhere)
    assert plain(yours.content, run.id) == plain(nowhere.content, unknown)
    assert Run.objects.values().get(id=run.id) == before and not Command.objects.exists()


def headers(response) -> dict:
    return {name: value for name, value in response.headers.items() if name != "Content-Length"}


def plain(content: bytes, run_id: str) -> bytes:
    return RANDOM.sub(b"", content.replace(run_id.encode(), b"ID"))


def test_lists_hold_only_ones_own(run, alice, bob):
    assert run.id.encode() in browser(alice).get("/runs/").content
    for stranger in (bob, None):
        assert run.id.encode() not in browser(stranger).get("/runs/").content


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: f"{ask.method} {ask.address} {ask.data or ''}")
def test_without_a_csrf_token_nothing_changes_anything(ask, run, alice):
    """P14, T13: also where no such method is known, and also for the owner."""
    client = browser(alice, enforce_csrf_checks=True)
    before = (list(Run.objects.values()), Command.objects.count())
    for method in UNSAFE:
        assert getattr(client, method)(ask.address.format(run=run.id), {}).status_code == 403, method
        hostile = {"Origin": "http://evil.example", "Referer": "http://evil.example/"}
        assert getattr(client, method)(ask.address.format(run=run.id), {}, headers=hostile).status_code == 403
    assert (list(Run.objects.values()), Command.objects.count()) == before


def test_an_owner_cookie_is_only_what_we_signed(run, alice):
    """T22: forged, cut, or signed for another purpose."""
    from django.core.signing import Signer

    from playground.runs.owners import sign

    right = sign(alice)
    forged = [
        alice, right[:-1], right.replace(":", ""), right[::-1], "", ":", Signer().sign(alice), Signer(salt="x").sign(alice),
        Signer(salt="playground.owner").sign("admin"), right + right, '"' + right,
    ]  # fmt: skip
    for value in forged:
        client = browser(None)
        client.cookies["owner"] = value
        assert client.get(f"/runs/{run.id}/status").status_code == 404, value
    assert browser(alice).get(f"/runs/{run.id}/status").status_code == 200


def test_the_owner_cookie_is_kept_from_scripts_and_other_sites(run):
    cookie = browser(None).get("/").cookies["owner"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) == 365 * 24 * 3600


@pytest.mark.django_db(transaction=True)  # the socket reads on a connection of its own
@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ["owner", "other", "anonymous"])
@pytest.mark.parametrize("route", SOCKETS)
async def test_every_socket_answers_every_actor_as_the_policy_says(route, actor, run, alice, bob):
    owner = {"owner": alice, "other": bob, "anonymous": None}[actor]
    for run_id in (run.id, "x" * 22):
        one = knock(EXAMPLES[route].format(run=run_id), owner)
        by_id = "{run}" in EXAMPLES[route]  # else by a link, which opens whatever run it is of
        expected = 4404 if by_id and run_id != run.id and SOCKETS[route][actor] == "hello" else SOCKETS[route][actor]
        assert await one.connect() == (expected is not None)
        if expected == "hello":
            text = (await one.receive_output(5))["text"]
            assert json.loads(text).get("run") == (run_id if by_id else None) and "<" not in text
            assert by_id == (run.id in text)
            await one.leave()
        elif expected is not None:
            assert await one.code() == expected
            await one.leave()
    assert await sync_to_async(Run.objects.count)() == 1
