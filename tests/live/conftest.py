"""A web server and stand-in trainers for the tests that want the real wire."""

import pytest

from tests.live.web import Web


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
