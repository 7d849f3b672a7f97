"""A socket speaks to a page that greets with the token it was made with, within five seconds, and to nobody else (T11, T13)."""

import json
import time

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from playground.live import greetings, limits
from playground.live.feed import feed
from playground.runs import shares
from tests.live.lines import ALICE, PAGE, knock, line
from tests.live.reading import Reader
from tests.live.writing import commit, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
make = sync_to_async(make_run)


def words(**facts) -> str:
    return json.dumps(facts)


async def code_after(run_id: str, *said: str) -> int:
    one = line(run_id)
    await one.connect(None)
    for text in said:
        await one.say(text)
    code = await one.code()
    await one.leave()
    return code


@pytest.mark.parametrize("kind", ["owner", "viewer"])
async def test_who_says_nothing_hears_nothing_and_is_hung_up_on(monkeypatch, kind):
    assert greetings.WITHIN == 5
    monkeypatch.setattr(greetings, "WITHIN", 0.3)
    run = await make(ALICE)
    await sync_to_async(commit)(run, 3)
    token = await sync_to_async(shares.make)(run)
    one = line(run.id) if kind == "owner" else knock(f"/live/shared/{token}/", owner=None)
    begin = time.monotonic()
    assert await one.connect(None)
    assert await one.receive_nothing(0.1)
    message = await one.receive_output(5)
    assert (message["type"], message["code"]) == ("websocket.close", limits.SILENT)
    assert 0.3 <= time.monotonic() - begin < 2
    await one.leave()
    assert limits.room.owners.total() == feed.watching() == 0


async def test_only_a_page_made_for_this_browser_is_let_in():
    run = await make(ALICE)
    for token in ("", "q" * 32, "p" * 31, "p" * 33, "p" * 64, PAGE.upper(), "é" * 32, "\x00" * 32, "x" * 9000):
        assert await code_after(run.id, words(type="hello", token=token)) == limits.NOT_ALLOWED
    for greeting in (words(type="hello"), words(type="hello", token=5), words(type="hello", token=PAGE, more=1),
                     words(type="hullo", token=PAGE), f'["{PAGE}"]', PAGE, '{"type":"ping"}', "[" * 9000):  # fmt: skip
        assert await code_after(run.id, greeting) == limits.BAD_MESSAGE
    hello = words(type="hello", token=PAGE)
    assert await code_after(run.id, hello, hello) == limits.BAD_MESSAGE, "once is enough"
    assert limits.room.owners.total() == feed.watching() == 0


async def test_a_browser_without_the_cookie_of_its_page_is_let_in_by_a_link_alone():
    run = await make(ALICE)
    token = await sync_to_async(shares.make)(run)
    for address, outcome in ((f"/live/runs/{run.id}/", limits.NOT_ALLOWED), (f"/live/shared/{token}/", "hello")):
        one = knock(address)
        name, cookies = one.scope["headers"][1]
        one.scope["headers"][1] = (name, cookies.split(b"; ")[1])
        await one.connect(words(type="hello", token=PAGE))
        if outcome == "hello":
            await one.read(Reader(), lambda reader: reader.hellos)
        else:
            assert await one.code() == outcome
        await one.leave()


async def test_the_tokens_of_a_real_page_open_its_sockets_and_none_is_like_another():
    """Django masks the cookie's secret anew for each form, so that compressed pages do not give it away."""
    browser = Client()
    pages = [await sync_to_async(browser.get)("/runs/") for _ in range(2)]
    found = [one.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0] for one in pages]
    assert len({*found}) == 2 and all(len(token) == 64 for token in found)
    cookies = {name: one.value for name, one in browser.cookies.items()}
    assert all(greetings.belongs(token, cookies) for token in found)
    assert not greetings.belongs(found[0], {**cookies, "csrftoken": PAGE}) and not greetings.belongs(found[0], {})
