"""A web server and stand-in trainers for the tests that want the real wire."""

import threading
import time

import pytest

from playground.live.limits import room
from tests.live.web import Web


@pytest.fixture(autouse=True)
def an_empty_room():
    """Places that a failed test's sockets did not give back must not fail its neighbours."""
    room.owners.clear()
    yield
    room.owners.clear()


@pytest.fixture(autouse=True)
def no_feed_outlives_its_test(request):
    """The last socket has left; its feed's thread finishes the look it is at, on this test's database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db")  # so that this is over before the database is taken away
    yield
    from playground.live.feed import feed

    deadline = time.monotonic() + 5
    while not feed.watching() and any(thread.name == "live feed" for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the live feed goes on though nobody watches"
        time.sleep(0.005)


@pytest.fixture
def web(tmp_path):
    """`web(**environment) -> Web`, stopped after the test."""
    started = []

    def start(**environment: str) -> Web:
        server = Web(tmp_path / f"web{len(started)}", environment)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def writer():
    """`writer(web, *arguments) -> Writer`, stopped after the test."""
    started = []

    def start(server: Web, *arguments: str):
        started.append(server.writer(*arguments))
        return started[-1]

    yield start
    for one in started:
        one.stop()
