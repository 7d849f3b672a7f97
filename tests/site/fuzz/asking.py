"""Requests to the very application that is served, byte for byte, without a server or a client that would tidy them up."""

import asyncio
import re
from dataclasses import dataclass

from playground.asgi import application

PATIENCE = 10.0  # seconds; a request that takes longer hangs
FIRST = 60.0  # likewise for the first one of a process, which imports and declares everything


@dataclass
class Answer:
    """What came back; status 0: nothing while we had patience."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: bytes) -> bytes:
        """All values of a header in a row."""
        return b", ".join(value for one, value in self.headers if one.lower() == name)

    @property
    def words(self) -> str:
        """What a person reads of it."""
        text = self.body.decode("utf-8", "replace")
        if b"html" in self.header(b"content-type"):
            text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S)
        return " ".join(text.split())


async def ask(
    method: str, path: str, query: bytes = b"", body: bytes = b"", headers: list[tuple[bytes, bytes]] = (), patience=None
) -> Answer:
    """One request; `path` is what a server makes of the raw path."""
    raw = path.encode("utf-8", "surrogateescape")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": raw, "query_string": query, "headers": [(b"host", b"127.0.0.1:8000"), *headers], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000), "root_path": "",
    }  # fmt: skip
    told, sent = [{"type": "http.request", "body": body, "more_body": False}], []
    over = asyncio.Event()

    async def receive():
        if told:
            return told.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    try:
        await asyncio.wait_for(application(scope, receive, send), patience or PATIENCE)
    except TimeoutError:
        return Answer(0, [], b"")
    finally:
        over.set()
    start = next(one for one in sent if one["type"] == "http.response.start")
    parts = [one.get("body", b"") for one in sent if one["type"] == "http.response.body"]
    return Answer(start["status"], list(start["headers"]), b"".join(parts))


class Person:
    """A browser's cookies, and the token its forms carry."""

    def __init__(self, owner_cookie: str):
        self.cookies = {"owner": owner_cookie}

    async def visit(self) -> "Person":
        """Open the front page once: it hands out the cookie that forms need."""
        answer = await ask("GET", "/", headers=self.headers, patience=FIRST)
        found = re.search(rb"csrftoken=([^;]+)", answer.header(b"set-cookie"))
        self.cookies["csrftoken"] = found[1].decode()
        return self

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = self.cookies.get("csrftoken")
        more = [(b"x-csrftoken", token.encode())] if token else []
        return [(b"cookie", cookies.encode()), (b"origin", b"http://127.0.0.1:8000"), *more]
