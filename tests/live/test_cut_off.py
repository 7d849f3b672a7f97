"""A file without an end, sent in chunks to the real server: it is answered early and held nowhere."""

import contextlib
import http.client
import re
import socket
import time
from pathlib import Path

from tests.live.web import Web

PART = b"," * 65536
LATE = 2.0  # seconds to the answer once the limit is crossed; it takes some milliseconds where nothing else runs
GROWTH = 20 * 1024  # KiB


def signed(server: Web) -> dict[str, str]:
    """Headers of a browser that has opened the page."""
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    asked.request("GET", "/")
    answer = asked.getresponse()
    answer.read()
    set_to = [one for name, one in answer.getheaders() if name.lower() == "set-cookie"]
    cookies = dict(re.match(r"([^=]+)=([^;]*)", one).groups() for one in set_to)
    crumbs = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": crumbs, "X-CSRFToken": cookies["csrftoken"], "Content-Type": "text/csv", "Origin": server.url}


def most_memory(pid: int) -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def test_an_endless_file_in_chunks_is_answered_at_its_limit_and_held_nowhere(web):
    server = web()
    headers = signed(server)
    pid = server.process.pid
    before, sent, crossed, answer = most_memory(pid), 0, None, b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        lines = [f"POST /data/tables/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nTransfer-Encoding: chunked\r\n"]
        line.sendall("".join([*lines, *(f"{name}: {value}\r\n" for name, value in headers.items()), "\r\n"]).encode())
        line.settimeout(0.05)
        while not answer and sent < 1024**3:
            try:
                line.sendall(b"%x\r\n%s\r\n" % (len(PART), PART))
                sent += len(PART)
            except OSError:  # it reads no more
                pass
            crossed = crossed or (time.monotonic() if sent > 1024**2 else None)
            try:
                answer += line.recv(65536)
            except TimeoutError:
                assert crossed is None or time.monotonic() - crossed < 30, "no answer"
        took = time.monotonic() - crossed
        line.settimeout(LATE)
        with contextlib.suppress(OSError):  # the words may come in a piece of their own; the line is cut off behind them
            while more := line.recv(65536):
                answer += more
    assert answer.startswith(b"HTTP/1.1 413") and b"larger than 1 MiB" in answer, answer[:300]
    assert took < LATE and sent < 64 * 1024**2
    assert most_memory(pid) - before < GROWTH
    assert not list((server.data_dir).rglob("*.upload*"))
