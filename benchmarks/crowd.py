"""Fifty runs, each watched by a socket of its own: how long from a trainer's commit to the reader, and is anything lost?

When a record became visible is told by an observer of its own: an SQLite connection that looks each millisecond whether
somebody committed, and which runs grew by it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import struct
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import websockets

from benchmarks.measuring import figure
from benchmarks.visitor import Visitor

RUNS = 50
SPEED = 10  # epochs per second: a record, and so a message, each 100 ms
SETTLING, SECONDS = 4.0, 12.0
LOOK = 0.001


class Observer(threading.Thread):
    """`seen[run][seq]` = when the run's record `seq` could first be read."""

    def __init__(self, database: Path):
        super().__init__(daemon=True)
        self.database, self.leaving = database, threading.Event()
        self.seen: dict[str, dict[int, float]] = {}

    def run(self) -> None:
        line = sqlite3.connect(self.database, isolation_level=None)
        version, known = None, {}
        while not self.leaving.is_set():
            now = line.execute("PRAGMA data_version").fetchone()[0]
            if now == version:
                time.sleep(LOOK)
                continue
            version, when = now, time.monotonic()
            for run, seq in line.execute("SELECT id, seq FROM runs_run WHERE state = 'training'").fetchall():
                for new in range(known.get(run, 0), seq):
                    self.seen.setdefault(run, {})[new] = when
                known[run] = seq
        line.close()

    def leave(self) -> None:
        self.leaving.set()
        self.join()


@dataclass
class Reader:
    """One socket: when each record arrived, and every record that was not the next one."""

    run: str
    arrived: dict[int, float] = field(default_factory=dict)
    chunks: int = 0
    next_seq: int = 0
    gaps: int = 0

    def take(self, message: str | bytes) -> None:
        """Chunk header: magic, …, rows (u32 at 8), …, first seq (u64 at 16); see docs/architecture.md."""
        if isinstance(message, str) or message[:4] != b"BPR1":
            return
        now = time.monotonic()
        [rows], [first] = struct.unpack_from("<I", message, 8), struct.unpack_from("<Q", message, 16)
        self.gaps += first != self.next_seq
        self.next_seq = first + rows
        self.chunks += 1
        self.arrived |= dict.fromkeys(range(first, self.next_seq), now)


async def follow(reader: Reader, visitor: Visitor, until: float) -> None:
    address = f"{visitor.url.replace('http', 'ws', 1)}/live/runs/{reader.run}/"
    headers = {"Cookie": visitor.cookies}
    async with websockets.connect(address, origin=visitor.url, additional_headers=headers, proxy=None) as line:
        await line.send(visitor.hello)
        while (left := until - time.monotonic()) > 0:
            try:
                reader.take(await asyncio.wait_for(line.recv(), left))
            except TimeoutError:
                return


def measure(server) -> None:
    """Start the runs on `server`, watch all of them for a while, print the figures, stop them."""
    visitors = [Visitor(server.url) for _ in range(RUNS)]
    started = [one.train(speed=SPEED, seed=number, **{"training.epochs": 100_000}) for number, one in enumerate(visitors)]
    observer = Observer(Path(server.data_dir) / "playground.sqlite3")
    observer.start()
    readers = [Reader(run) for run in started]
    begin = time.monotonic() + SETTLING
    end = begin + SECONDS

    async def watch() -> None:
        await asyncio.gather(*(follow(reader, one, end) for reader, one in zip(readers, visitors, strict=True)))

    asyncio.run(watch())
    observer.leave()
    for run, one in zip(started, visitors, strict=True):
        one.order(run, "stop")
    report(readers, observer.seen, begin)


def report(readers: list[Reader], seen: dict[str, dict[int, float]], begin: float) -> None:
    delays = sorted(
        max(0.0, when - seen[reader.run][seq])
        for reader in readers
        for seq, when in reader.arrived.items()
        if seen.get(reader.run, {}).get(seq, 0.0) >= begin
    )
    if len(delays) < RUNS * SECONDS * SPEED / 2:
        raise SystemExit(f"Only {len(delays)} records arrived in {SECONDS:.0f} s: the machine is too busy to measure anything.")
    late = [sum(when >= begin for when in reader.arrived.values()) for reader in readers]
    figure("commit_to_socket_median_ms", 1000 * statistics.median(delays), "ms")
    figure("commit_to_socket_p95_ms", 1000 * delays[int(0.95 * len(delays))], "ms")
    figure("gaps", sum(reader.gaps for reader in readers), "records")
    figure("messages_a_second", min(_rate(reader, begin) for reader in readers), "of the socket with fewest")
    figure("records_a_second", sum(late) / SECONDS / RUNS, "a run")


def _rate(reader: Reader, begin: float) -> float:
    """Messages with records in a second: what arrived together was one message."""
    return len({when for when in reader.arrived.values() if when >= begin}) / SECONDS
