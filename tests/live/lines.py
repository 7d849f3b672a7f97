"""A WebSocket without a server: the site's own ASGI routes, driven message by message."""

import json
import re
import urllib.parse

from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from playground.live.routing import websocket
from playground.runs.owners import sign
from tests.live.reading import Reader

ALICE, BOB = "a" * 32, "b" * 32
PAGE = "p" * 32  # the secret that the tokens of these browsers' pages are made from


class Line(ApplicationCommunicator):
    """One socket. (channels.testing has one too, but wants daphne, which we do not serve with.)"""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]]):
        path, _, query = path.partition("?")
        scope = {"type": "websocket", "path": urllib.parse.unquote(path), "query_string": query.encode()}
        super().__init__(websocket, {**scope, "headers": headers, "subprotocols": []})

    async def connect(self, greeting: str | None = "the page's") -> bool:
        """Whether the handshake was accepted; then the page greets, with what it was made with or with `greeting`, if any."""
        await self.send_input({"type": "websocket.connect"})
        accepted = (await self.receive_output(5))["type"] == "websocket.accept"
        if accepted and greeting is not None:
            await self.say(hello(self.scope["headers"]) if greeting == "the page's" else greeting)
        return accepted

    async def say(self, text: str | None = None, data: bytes | None = None) -> None:
        await self.send_input({"type": "websocket.receive", **({"text": text} if data is None else {"bytes": data})})

    async def read(self, reader: Reader, until, seconds: float = 5) -> Reader:
        """Take messages until `until(reader)`; fails when nothing comes for `seconds`."""
        while not until(reader):
            message = await self.receive_output(seconds)
            assert message["type"] == "websocket.send", message
            text = message.get("text")
            reader.take(message["bytes"] if text is None else text)
        return reader

    async def code(self, seconds: float = 5) -> int:
        """The code it closes with, whatever comes before."""
        while True:
            message = await self.receive_output(seconds)
            if message["type"] == "websocket.close":
                return message["code"]

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


def hello(headers: list[tuple[bytes, bytes]]) -> str:
    """What a page says first. (Django takes the cookie's secret itself for a token, as well as its masked forms.)"""
    found = re.search(rb"csrftoken=(\w+)", b";".join(value for name, value in headers if name == b"cookie"))
    return json.dumps({"type": "hello", "token": found[1].decode() if found else ""})


def line(run_id: str, place: str = "", owner: str | None = ALICE, origins: list[bytes] | None = None) -> Line:
    """A socket to a run, as a browser of `owner` opens it on one of our pages."""
    return knock(f"/live/runs/{run_id}/{place}", owner, origins)


def knock(address: str, owner: str | None = ALICE, origins: list[bytes] | None = None) -> Line:
    """A socket to any address."""
    headers = [(b"origin", one) for one in ([settings.ORIGINS[0].encode()] if origins is None else origins)]
    if owner:
        headers.append((b"cookie", f"csrftoken={PAGE}; owner={sign(owner)}".encode()))
    return Line(address, headers)
