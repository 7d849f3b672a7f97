"""What the first visit to a page costs on the wire, counted where it passes: a proxy between the browser and the server."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit


class Counter:
    """Hands every connection on to `target` and counts the bytes that come back, headers and all."""

    def __init__(self, target: tuple[str, int]):
        self.target, self.bytes = target, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:  # closed
                return
            far = socket.create_connection(self.target)
            threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        try:
            while data := source.recv(65536):
                self.bytes += len(data) if counts else 0
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@contextmanager
def counting(url: str):
    """A proxy before the site at `url`, while the block runs."""
    parts = urlsplit(url)
    counter = Counter((parts.hostname, parts.port))
    try:
        yield counter
    finally:
        counter.door.close()


def kilobytes(browser, url: str, path: str = "/", locale: str = "en-US") -> float:
    """1,000 bytes each, of one first visit: page, styles, scripts, worker, pictures and data, until the network is quiet."""
    with counting(url) as counter:
        context = browser.new_context(viewport={"width": 1366, "height": 625}, locale=locale)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{counter.port}{path}", wait_until="networkidle")
        context.close()
        return counter.bytes / 1000
