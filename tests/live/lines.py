"""A WebSocket without a server: the site's own ASGI routes, driven message by message."""

import urllib.parse

from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from playground.live.routing import websocket
from playground.runs.owners import sign
from tests.live.reading import Reader

ALICE, BOB = "a" * 32, "b" * 32


class Line(ApplicationCommunicator):
    """One socket. (channels.testing has one too, but wants daphne, which we do not serve with.)"""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]]):
        path, _, query = path.partition("?")
        scope = {"type": "websocket", "path": urllib.parse.unquote(path), "query_string": query.encode()}
        super().__init__(websocket, {**scope, "headers": headers, "subprotocols": []})

    async def connect(self) -> bool:
        """Whether the handshake was accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(5))["type"] == "websocket.accept"

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


def line(run_id: str, place: str = "", owner: str | None = ALICE, origins: list[bytes] | None = None) -> Line:
    """A socket to a run, as a browser of `owner` opens it on one of our pages."""
    return knock(f"/live/runs/{run_id}/{place}", owner, origins)


def knock(address: str, owner: str | None = ALICE, origins: list[bytes] | None = None) -> Line:
    """A socket to any address."""
    headers = [(b"origin", one) for one in ([settings.ORIGINS[0].encode()] if origins is None else origins)]
    if owner:
        headers.append((b"cookie", f"csrftoken=x; owner={sign(owner)}".encode()))
    return Line(address, headers)
