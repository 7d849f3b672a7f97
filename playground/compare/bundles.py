"""The records of several runs in one answer: for each run 8 bytes, then its chunks as they are stored.

The 8 bytes: u32 the run's place among those asked for, u32 bytes of chunks that follow. Little-endian; chunks are multiples of 8
long, so everything stays where typed arrays may stand. What a run has beyond a page is asked for at its own address.
"""

import struct

from playground.runs import selectors
from playground.runs.seen import Compared

MOST_RUNS = 8  # in one answer
PAGE = 1024 * 1024  # bytes of one run, give or take a chunk
HEADER = struct.Struct("<II")


def of(compared: list[Compared], keys: list[str]) -> bytes:
    """The bytes of these runs; `keys`: what was asked for, in order."""
    parts = []
    for one in compared:
        chunks = _chunks(one)
        parts += [HEADER.pack(keys.index(one.key), sum(map(len, chunks))), *chunks]
    return b"".join(parts)


def _chunks(one: Compared) -> list[bytes]:
    """From record 0 on, without a hole."""
    found, size, seq = [], 0, 0
    for chunk in selectors.chunks(one.run.id, one.run.attempt):
        if size >= PAGE or chunk.first_seq > seq:
            break
        found.append(chunk.data)
        size, seq = size + len(chunk.data), chunk.first_seq + chunk.rows
    return found
