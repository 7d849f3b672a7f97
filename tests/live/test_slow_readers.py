"""A reader that never reads harms only itself: the server holds one page for it, and everybody else is as quick as before."""

import asyncio
import base64
import os
import socket

from tests.live.clients import HELLO, PAGE, dial, follow

SLOW, RECORDS = 20, 24_000
PER_SOCKET = 512 * 1024  # bytes: G11
SHARED = 12 * 1024 * 1024  # pages kept for sockets at the same place, thread stacks, what the allocator keeps


def stuck(server, run_id: str, cookie: str) -> socket.socket:
    """A socket that shakes hands by hand, with the smallest buffer there is, and then never reads."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(server.address)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /live/runs/{run_id}/ HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Origin: {server.origin}",
        "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        f"Cookie: csrftoken={PAGE}; owner={cookie}", "", "",
    ]  # fmt: skip
    raw.sendall("\r\n".join(lines).encode())
    assert raw.recv(12) == b"HTTP/1.1 101"
    raw.sendall(bytes([0x81, 0x80 + len(HELLO), 0, 0, 0, 0]) + HELLO.encode())  # a short text frame, masked by zeros
    return raw


def test_twenty_readers_that_never_read_cost_little_and_delay_nobody(web, writer):
    """P6, F27, G11."""
    server = web()
    writing = writer(server, "--runs", "5", "--records", str(RECORDS), "--most", "400", "--pace", "0.002", "--wide")
    runs = list(writing.runs.items())

    def whole(reader) -> bool:
        return len(reader.epochs) == RECORDS

    async def scene() -> tuple[int, int, list]:
        await follow(server, *runs[0], lambda r: r.hellos)  # the warm baseline: everything imported and opened once
        before = server.memory
        held = [stuck(server, *runs[number % 5]) for number in range(SLOW)]
        writing.go()
        readers = await asyncio.gather(*(follow(server, *run, whole, seconds=100) for run in runs))
        after = server.memory
        async with dial(server, *runs[0]) as line:  # and the server still answers at once
            assert await asyncio.wait_for(line.recv(), 2)
        for raw in held:
            raw.close()
        return before, after, readers

    before, after, readers = asyncio.run(scene())
    offered = SLOW * RECORDS * (4 + 8 + 4 + 60 * 4)
    print(f"figure never_reading_offered {offered / 2**20:.0f} MiB")
    print(f"figure never_reading_growth {(after - before) / 2**20:.1f} MiB for {SLOW} sockets and 5 readers")
    assert all(reader.epochs == list(range(RECORDS)) and not reader.repeats for reader in readers)
    assert after - before < SHARED + SLOW * PER_SOCKET
