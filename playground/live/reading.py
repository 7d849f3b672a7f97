"""Reads for sockets: a few threads with a connection each, and one read for all sockets that stand at the same place.

Sockets hold no connection. Two hundred watchers of one run ask the same question at the same moment; the first asks the
database, the others share its answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from django.db import DatabaseError, connection

from playground.runs import selectors, shares

THREADS = 2
PAGE = 256 * 1024  # bytes of records a socket holds at most while its reader is slow
FEWEST, MOST = 4, 128  # chunks in a page
GREETING = ("schema", "frame_schema", *selectors.STATUS, "edits")  # what a socket has to know of a run
KEPT = 32  # answers kept for sockets that come a moment later

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live read")
_answers: OrderedDict[tuple, asyncio.Future] = OrderedDict()


class Page(NamedTuple):
    """Consecutive chunks, and the seq after the last of their records."""

    chunks: tuple[bytes, ...]
    next_seq: int


async def run_of(owner: str, run_id: str) -> dict | None:
    """Status and schemas of a run this owner may see, else None. One query, never shared between owners."""
    runs = selectors.visible_to(owner).filter(id=run_id)
    return await _asked(lambda: selectors.status_of(runs, "schema", "frame_schema").first())


async def run_behind(token: str) -> str | None:
    """The id of the run that a link opens, else None."""
    share = await _asked(lambda: shares.find(token))
    return share.run_id if share else None


async def run_by_link(token: str) -> dict | None:
    """What `run_of` gives, of the run behind a link that is still open."""
    return await _asked(lambda: _greeting(shares.find(token)))


def _greeting(share) -> dict | None:
    return {name: getattr(share.run, name) for name in GREETING} if share else None


async def page(run_id: str, attempt: int, from_seq: int, seq: int, limit: int) -> Page:
    """Chunks from the one that holds `from_seq` on; empty if that record is not there. `seq`: how many there are known to be."""
    key = ("page", run_id, attempt, from_seq, seq, limit)
    found = await _shared(key, lambda: read_page(run_id, attempt, from_seq, limit))
    if not found.chunks:
        _answers.pop((asyncio.get_running_loop(), *key), None)  # a thinned run may be filled again under the same seq
    return found


async def frame(run_id: str, attempt: int, seq: int) -> bytes | None:
    """The newest key frame; `seq`: the newest known of."""
    key = ("frame", run_id, attempt, seq)
    stored = await _shared(key, lambda: selectors.latest_frame(run_id, attempt))
    if stored is None:
        _answers.pop((asyncio.get_running_loop(), *key), None)  # likewise
    return stored.data if stored else None


def read_page(run_id: str, attempt: int, from_seq: int, limit: int) -> Page:
    """Blocking read of at most `limit` chunks without a hole; a new attempt may have taken some away meanwhile."""
    chunks, cursor = [], from_seq
    for chunk in selectors.chunks(run_id, attempt, from_seq, limit):
        if chunk.first_seq > cursor:
            break
        chunks.append(chunk.data)
        cursor = chunk.first_seq + chunk.rows
    return Page(tuple(chunks), cursor)


def next_limit(last: Page) -> int:
    """How many chunks of the size just seen make a page."""
    average = sum(map(len, last.chunks)) // max(1, len(last.chunks)) or PAGE
    return max(FEWEST, min(MOST, PAGE // average))


async def _shared(key: tuple, read: Callable):
    loop = asyncio.get_running_loop()
    future = _answers.get((loop, *key))
    if future is None or (future.done() and (future.cancelled() or future.exception())):
        future = asyncio.ensure_future(_asked(read))
        _answers[(loop, *key)] = future
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    return await asyncio.shield(future)  # one socket that leaves must not cancel the read of the others


async def _asked(read: Callable):
    return await asyncio.get_running_loop().run_in_executor(_threads, _with_connection, read)


def _with_connection(read: Callable):
    """Run `read` on this thread's lasting connection; one that broke meanwhile is replaced, once."""
    try:
        return read()
    except DatabaseError:
        connection.close()
        return read()
