"""Readers on the real wire: the `websockets` client, a reader's book-keeping, and the page's way of coming back."""

import asyncio
import json
import random
import time
from contextlib import asynccontextmanager

import websockets
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.live.reading import Reader

COME_BACK = {1000, 1001, 1005, 1006, 1011, 1012, 1013, 4429}  # 4429: our own old socket, which the server has not missed yet


PAGE = "p" * 32  # the secret behind the tokens of these readers' pages
HELLO = json.dumps({"type": "hello", "token": PAGE})


class Stopped(Exception):
    """The server hung up for good."""


@asynccontextmanager
async def dial(server, run_id: str, cookie: str, place: str = "", port: int | None = None, **options):
    """`async with dial(…) as line`: a socket as a page of `server` opens it, straight or through a proxy's port."""
    address = f"ws://127.0.0.1:{port or server.port}/live/runs/{run_id}/{place}"
    headers = {"Cookie": f"csrftoken={PAGE}; owner={cookie}"} if cookie else {}
    async with websockets.connect(address, origin=server.origin, additional_headers=headers, proxy=None, **options) as line:
        await line.send(HELLO)
        yield line


async def follow(server, run_id: str, cookie: str, until, port: int | None = None, seconds: float = 60) -> Reader:
    """Read, and come back after every cut, until `until(reader)`."""
    reader, end = Reader(), time.monotonic() + seconds
    while True:
        try:
            async with asyncio.timeout(end - time.monotonic()), dial(server, run_id, cookie, reader.place, port) as line:
                while not until(reader):
                    reader.take(await line.recv())
                return reader
        except ConnectionClosed as cut:
            code = cut.rcvd.code if cut.rcvd else 1006
            if code not in COME_BACK:
                raise Stopped(code) from None
        except (OSError, InvalidHandshake, EOFError) as problem:
            if isinstance(problem, TimeoutError):
                raise
        await asyncio.sleep(random.uniform(0.01, 0.1))
