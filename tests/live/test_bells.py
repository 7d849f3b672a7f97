"""The bells ring when somebody else commits, and the feed comes back from a database that went away."""

import asyncio
import threading
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from playground.live import bells, feed
from playground.live.reading import run_of
from tests.live.clients import dial
from tests.live.reading import Reader
from tests.live.writing import commit, make_run

OWNER = "c" * 32


def rings_within(bell, seconds: float, cause) -> float:
    """Seconds from `cause()`, done on another thread and connection a moment later, to the ring."""
    done = []

    def act():
        time.sleep(0.05)
        cause()
        done.append(time.monotonic())
        connection.close()

    other = threading.Thread(target=act)
    leave = threading.Event()
    while bell.wait(0.03, leave):  # what rang before
        pass
    other.start()
    assert bell.wait(seconds, leave)
    heard = time.monotonic()
    other.join()
    return max(0.0, heard - done[0])


@pytest.mark.django_db(transaction=True)
def test_a_commit_elsewhere_rings_and_silence_does_not():
    if connection.vendor != "sqlite":
        pytest.skip("this bell is SQLite's")
    run = make_run(OWNER)
    bell = bells.DataVersionBell()
    assert bell.wait(1, threading.Event()), "the first look always counts"
    assert not bell.wait(0.1, threading.Event())
    delay = rings_within(bell, 5, lambda: commit(run, 1))
    print(f"figure data_version_delay {delay * 1000:.0f} ms")
    assert delay < 1
    leave = threading.Event()
    leave.set()
    begin = time.monotonic()
    assert not bell.wait(5, leave) and time.monotonic() - begin < 1
    bell.close()


@pytest.mark.redis
def test_redis_rings_too_and_quiet_hours_do_not_end_it(redis, monkeypatch):
    """Promises §0.2: a subscription that stays quiet for longer than redis-py's own read limit."""
    import redis as client

    monkeypatch.setattr(bells, "CHANNEL", "runs of the tests")
    bell = bells.RedisBell(redis, otherwise=None)
    assert bell.wait(1, threading.Event()), "whatever moved before we listened"
    assert not bell.wait(6, threading.Event())
    delay = rings_within(bell, 5, lambda: client.Redis.from_url(redis).publish("runs of the tests", "x"))
    print(f"figure redis_delay {delay * 1000:.0f} ms")
    bell.inbox.connection.disconnect()
    assert rings_within(bell, 5, lambda: client.Redis.from_url(redis).publish("runs of the tests", "x")) < 5
    bell.inbox.close()


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_database_rings():
    bell = bells.RedisBell("redis://127.0.0.1:1/0", otherwise=bells.hang())
    leave = threading.Event()
    assert bell.wait(1, leave), "the failure itself is a reason to look"
    assert bell.retry_at > time.monotonic()
    run = make_run(OWNER)
    assert rings_within(bell, 5, lambda: commit(run, 1)) < 5
    bell.close()


@pytest.mark.postgres
def test_postgresql_tells_within_a_moment(web, writer, postgres):
    """LISTEN, not polling: a hint arrives long before the feed would ask by itself."""
    server = web(DATABASE_URL=postgres)
    writing = writer(server, "--records", "40", "--most", "1", "--pace", "0.05", "--clock")
    assert median_delay(server, writing, "postgresql_commit_to_reader") < bells.LOOK + 0.25


def test_sqlite_tells_within_a_moment(web, writer):
    server = web()
    writing = writer(server, "--records", "40", "--most", "1", "--pace", "0.05", "--clock")
    assert median_delay(server, writing, "sqlite_commit_to_reader") < bells.LOOK + 0.25


def median_delay(server, writing, name: str) -> float:
    """Seconds from just before a commit, in the writer's process, to the record in a reader's hands: the median of 40."""
    [run] = writing.runs.items()

    async def listen() -> list[float]:
        reader, times = Reader(), []
        async with dial(server, *run) as line:
            while len(reader.epochs) < 40:
                known = len(reader.epochs)
                reader.take(await asyncio.wait_for(line.recv(), 10))
                if reader.hellos and not writing.going:
                    writing.go()
                if len(reader.epochs) > known:
                    times.append(time.time() - float(reader.steps[-1]))
        return times

    delays = sorted(asyncio.run(listen()))
    print(f"figure {name} {1000 * delays[20]:.0f} ms median, {1000 * delays[37]:.0f} ms worst but two of 40")
    return delays[20]


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_database_that_goes_away_is_asked_again(monkeypatch):
    """F19: the tail thread never dies."""
    monkeypatch.setattr(feed, "PATIENCE", 0.01)
    asked = []
    original = feed.selectors.run_status

    def failing(ids):
        asked.append(1)
        if len(asked) < 4:
            raise OperationalError("gone")
        return original(ids)

    monkeypatch.setattr(feed.selectors, "run_status", failing)
    run = await sync_to_async(make_run)(OWNER)
    watch = feed.feed.watch(run.id)
    status = await asyncio.wait_for(anext(aiter(watch)), 5)
    assert (status["seq"], len(asked)) == (0, 4)
    feed.feed.unwatch(watch)
    assert (await run_of(OWNER, run.id))["seq"] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_five_hundred_watches_leave_nothing_behind():
    """P15: one thread while anybody watches, none after."""
    run = await sync_to_async(make_run)(OWNER)
    watches = [feed.feed.watch(run.id if number % 2 else f"{number:022d}") for number in range(500)]
    assert tails() == 1 and feed.feed.watching() == 500
    assert (await asyncio.wait_for(anext(aiter(watches[1])), 5))["state"] == "training"
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(aiter(watches[0])), 5)
    for watch in watches:
        feed.feed.unwatch(watch)
    deadline = time.monotonic() + 5
    while tails() and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert (tails(), feed.feed.watching(), len(feed.feed._watches)) == (0, 0, 0)


def tails() -> int:
    return sum(thread.name == "live feed" for thread in threading.enumerate())
