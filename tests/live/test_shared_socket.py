"""The socket behind a share link: the same records for whoever has it, a count of who looks on, and an end within two seconds."""

import asyncio
import json
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from playground import sessions
from playground.accounts.models import Account
from playground.live import consumers, limits, reading
from playground.live.audience import audience
from playground.live.feed import feed
from playground.runs import shares
from playground.runs.models import Command, Run, Share
from tests.live.lines import ALICE, BOB, Line, knock, line
from tests.live.reading import Reader
from tests.live.writing import commit, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
WITHIN = 2.0  # seconds from *Stop sharing* to the last closed socket
make, write = sync_to_async(make_run), sync_to_async(commit)
share, withdraw = sync_to_async(shares.make), sync_to_async(shares.withdraw)


def look_on(token: str, place: str = "") -> Line:
    """A browser that never was here before opens a link."""
    return knock(f"/live/shared/{token}/{place}", owner=None)


async def opened(token: str, place: str = "") -> tuple[Line, Reader]:
    one = look_on(token, place)
    assert await one.connect()
    return one, await one.read(Reader(), lambda reader: reader.hellos)


async def told(one: Line, reader: Reader, count: int) -> Reader:
    """Read until this socket was told that so many are watching."""
    return await one.read(reader, lambda reader: (reader.said("watching") or [{}])[-1].get("count") == count)


def nobody_left() -> bool:
    return limits.room.owners.total() == feed.watching() == 0


async def test_a_link_shows_what_the_owner_sees_and_says_no_id():
    run = await make(ALICE)
    await write(run, 7)
    token = await share(run)
    one, reader = await opened(token)
    own = line(run.id)
    await own.connect()
    mine = await own.read(Reader(), lambda r: len(r.epochs) == 7 and r.frames)
    await one.read(reader, lambda r: len(r.epochs) == 7 and r.frames)
    for rows in (3, 20):
        await write(run, rows)
        for socket, known in ((one, reader), (own, mine)):
            await socket.read(known, lambda r: r.frames[-1] == run.seq - 1)
    assert (reader.epochs, reader.steps, reader.frames) == (mine.epochs, mine.steps, mine.frames) and len(reader.epochs) == 30
    assert reader.gaps == reader.repeats == 0
    assert "run" not in reader.words[0] and run.id not in json.dumps(reader.words) and ALICE not in json.dumps(reader.words)
    for socket in (one, own):
        await socket.leave()
    late, reader = await opened(token, "?from=25&attempt=1")
    reader.epochs, reader.steps, reader.attempt = list(range(25)), [0.0] * 25, 1
    await late.read(reader, lambda r: r.frames)
    assert reader.epochs == list(range(30)), "who comes back gets what it lacks"
    await late.leave()
    assert nobody_left()


async def test_all_that_opens_nothing_is_one_code():
    """Unknown, withdrawn, run out, nonsense: nobody learns which."""
    run = await make(ALICE)
    withdrawn, late = await share(run), await share(run, timedelta(days=1))
    await sync_to_async(Share.objects.filter(token_hash=shares.hashed(withdrawn)).update)(revoked_at=timezone.now())
    await sync_to_async(Share.objects.filter(token_hash=shares.hashed(late)).update)(expires_at=timezone.now())
    for token in (withdrawn, late, "x" * 22, "x", run.id):
        for place in ("", "?from=3&attempt=1"):
            one = look_on(token, place)
            assert await one.connect(), "accepted first, so that the page learns why"
            assert await one.code() == limits.WITHDRAWN
            await one.leave()
    stranger = line(run.id, owner=BOB)
    await stranger.connect()
    assert await stranger.code() == limits.UNKNOWN, "a link to a run opens nothing at the run's own address"
    await stranger.leave()
    assert nobody_left()


async def test_twenty_watchers_are_gone_within_two_seconds_of_stop_sharing():
    """F48, P11: while records keep coming; the owner goes on."""
    run = await make(ALICE)
    await write(run, 5)
    token = await share(run)
    watchers = [await opened(token) for _ in range(20)]
    own = line(run.id)
    await own.connect()
    mine = await own.read(Reader(), lambda r: r.hellos)
    await told(own, mine, 20)
    begin = time.monotonic()
    await withdraw(run)
    codes = await asyncio.gather(*(one.code() for one, _ in watchers))
    took = time.monotonic() - begin
    assert codes == [limits.WITHDRAWN] * 20 and took < WITHIN
    print(f"figure share_revoked_to_closed_s {took:.3f} s for 20 sockets")
    for one, _ in watchers:
        await one.leave()
    await told(own, mine, 0)
    await write(run, 1)
    await own.read(mine, lambda r: len(r.epochs) == 6)
    await own.leave()
    assert nobody_left() and audience.watching(run.id) == 0


async def test_a_run_taken_from_the_list_shows_out_who_came_from_there_and_no_others():
    run = await make(ALICE)
    listed, kept = await share(run, listed=True), await share(run)
    gone, stays = (await opened(listed))[0], await opened(kept)
    begin = time.monotonic()
    await withdraw(run, listed_only=True)
    assert await gone.code() == limits.WITHDRAWN and time.monotonic() - begin < WITHIN
    await write(run, 3)
    await stays[0].read(stays[1], lambda r: len(r.epochs) == 3)
    for one in (gone, stays[0]):
        await one.leave()


async def test_who_does_not_read_is_hung_up_on_all_the_same(monkeypatch):
    """A send that waits for a slow reader must not keep a withdrawn link open."""
    run = await make(ALICE)
    token = await share(run)
    one, reader = await opened(token)
    await one.read(reader, lambda r: r.said("watching"))
    stuck = asyncio.Event()

    async def never(self, *args, **kwargs):
        stuck.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(consumers.SharedConsumer, "send", never)
    await write(run, 1)
    await asyncio.wait_for(stuck.wait(), 5)
    begin = time.monotonic()
    await withdraw(run)
    assert await one.code() == limits.WITHDRAWN and time.monotonic() - begin < WITHIN
    await one.leave()
    assert nobody_left()


async def test_a_link_ends_by_itself_when_its_time_is_over():
    run = await make(ALICE)
    token = await share(run)
    one, _ = await opened(token)
    soon = timezone.now() + timedelta(seconds=0.5)
    await sync_to_async(Share.objects.update)(expires_at=soon)
    begin = time.monotonic()
    assert await one.code() == limits.WITHDRAWN and time.monotonic() - begin > 0.3
    await one.leave()


async def test_a_socket_looks_at_its_rights_again_by_itself(monkeypatch):
    """The net below the doorbell: with a feed that has gone deaf, owner's and viewers' sockets ask every 30 s (0.2 s here)."""
    monkeypatch.setattr(consumers, "LOOK_AGAIN", 0.2)
    monkeypatch.setattr(feed, "_look", lambda: None)
    run = await make(ALICE)
    token = await share(run)
    one, _ = await opened(token)
    own = line(run.id)
    await own.connect()
    await own.read(Reader(), lambda r: r.hellos)
    await asyncio.wait_for(looked(2), 5)
    await withdraw(run)
    assert await one.code() == limits.WITHDRAWN
    await sync_to_async(run.delete)()
    assert await own.code() == limits.ENDED
    for socket in (one, own):
        await socket.leave()


@pytest.mark.parametrize("act", ["signing out", "another password", "deleting the account"])
@pytest.mark.parametrize("teller", ["the feed", "its own look"])
async def test_whose_session_is_over_is_hung_up_on_within_two_seconds(monkeypatch, teller, act):
    """The page that opened the socket may lie open on a computer that somebody else uses now."""
    if teller == "the feed":  # T19: its own look, every 30 s, is far away
        assert consumers.LOOK_AGAIN >= 30
    else:
        monkeypatch.setattr(consumers, "LOOK_AGAIN", 0.2)
        monkeypatch.setattr(sessions, "still_open", lambda keys: set(keys))  # the feed says nothing
    browser = Client()

    @sync_to_async
    def signed_in() -> tuple[str, bytes]:
        browser.post("/account/new/", {"name": "Ada", "password": "correct horse battery"})
        cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
        return make_run(Account.objects.get().owner).id, cookies.encode()

    run_id, cookies = await signed_in()
    socket = Line(f"/live/runs/{run_id}/", [(b"origin", settings.ORIGINS[0].encode()), (b"cookie", cookies)])
    await socket.connect()
    await socket.read(Reader(), lambda reader: reader.hellos)
    if act == "signing out":
        await sync_to_async(browser.post)("/account/session/end/")
    else:
        elsewhere = await sync_to_async(Client)()
        await sync_to_async(elsewhere.post)("/account/session/", {"name": "Ada", "password": "correct horse battery"})
        words = {"old": "correct horse battery", "password": "another horse entirely"}
        place = "password" if act == "another password" else "deletion"
        await sync_to_async(elsewhere.post)(f"/account/{place}/", words)
    left = time.monotonic()
    assert await socket.code() == limits.ENDED
    assert time.monotonic() - left < WITHIN
    await socket.leave()


async def looked(times: int) -> None:
    """Until this many looks found that all is still well."""
    seen, original = asyncio.Queue(), reading.run_by_link

    async def counting(token):
        seen.put_nowait(token)
        return await original(token)

    reading.run_by_link = counting
    try:
        for _ in range(times):
            await seen.get()
    finally:
        reading.run_by_link = original


async def test_a_deleted_run_ends_its_links_with_the_same_word():
    run = await make(ALICE)
    one, _ = await opened(await share(run))
    await sync_to_async(run.delete)()
    assert await one.code() == limits.WITHDRAWN
    await one.leave()


async def test_everybody_is_told_how_many_look_on_and_nobody_else_counts():
    run = await make(ALICE)
    first, second = await share(run), await share(run)
    own = line(run.id)
    await own.connect()
    mine = await own.read(Reader(), lambda r: r.hellos)
    one, reader = await opened(first)
    await told(one, reader, 1)
    two, _ = await opened(first)
    await told(one, reader, 2)
    other, others = await opened(second)
    await told(other, others, 1)
    await told(own, mine, 3)
    assert (audience.watching(run.id), audience.watching(run.id, shares.hashed(first))) == (3, 2)
    await two.leave()
    await told(one, reader, 1)
    await told(own, mine, 2)
    for socket in (one, other):
        await socket.leave()
    await told(own, mine, 0)
    await own.leave()
    assert nobody_left() and audience.watching(run.id) == 0


async def test_a_viewer_can_say_nothing_but_ping():
    run = await make(ALICE)
    token = await share(run)
    before = await sync_to_async(Run.objects.values().get)(id=run.id)
    one, reader = await opened(token)
    await one.say('{"type":"ping"}')
    await one.read(reader, lambda r: r.said("pong"))
    await one.leave()
    for text in ('{"kind":"pause"}', '{"type":"command","kind":"stop"}', "", "{", '{"type":"watching","count":99}'):
        one, _ = await opened(token)
        await one.say(text)
        assert await one.code() == limits.BAD_MESSAGE
        await one.leave()
    assert await sync_to_async(Run.objects.values().get)(id=run.id) == before
    assert not await sync_to_async(Command.objects.exists)()


async def test_a_full_link_says_so_and_has_room_again(monkeypatch):
    monkeypatch.setattr(limits, "PER_LINK", 2)
    run = await make(ALICE)
    token = await share(run)
    seats = [await opened(token) for _ in range(2)]
    late = look_on(token)
    await late.connect()
    assert await late.code() == limits.FULL
    await late.leave()
    for one, _ in seats:
        await one.leave()
    again, _ = await opened(token)
    await again.leave()
    assert nobody_left()
