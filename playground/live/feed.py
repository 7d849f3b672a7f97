"""One tail thread a process: hears the bell, asks ONE question about all watched runs, drops a hint in each mailbox.

A hint is the run's newest status, never its records: those a socket reads itself, by its own cursor. A mailbox holds one
hint, so a socket that is slow finds only the newest, and costs nobody else anything.
"""

import asyncio
from collections import defaultdict
from threading import Event, Lock, Thread

import structlog
from django.db import DatabaseError, connection

from playground import sessions
from playground.live import bells
from playground.runs import selectors, shares

LONGEST = 1.0  # seconds between two looks, even if no bell rings
PATIENCE = 1.0  # seconds to wait when the database does not answer
log = structlog.get_logger(__name__)


class Watch:
    """The mailbox of one socket, in its event loop. Iterate: each item is the newest status; it ends when the run is gone.

    `share`: the hash of the link it looks through; `session`: that of the account whose run it is. Once the one is
    withdrawn or the other ended, the run is gone for this watch. `gone` is set then.
    """

    def __init__(self, run_id: str, loop: asyncio.AbstractEventLoop, share: str | None = None, session: str | None = None):
        self.run_id, self.loop, self.share, self.session = run_id, loop, share, session
        self.gone = asyncio.Event()
        self.told = None  # what the tail thread last sent here
        self._newest = None
        self._moved = asyncio.Event()

    def put(self, status: dict | None) -> None:
        self._newest = status
        self._moved.set()
        if status is None:
            self.gone.set()

    def __aiter__(self):
        return self

    async def __anext__(self) -> dict:
        await self._moved.wait()
        self._moved.clear()
        if self._newest is None:
            raise StopAsyncIteration
        return self._newest


class Feed:
    """The watched runs of this process. The thread lives while anybody watches."""

    def __init__(self):
        self._watches: dict[str, set[Watch]] = defaultdict(set)
        self._lock = Lock()
        self._leave: Event | None = None

    def watch(self, run_id: str, share: str | None = None, session: str | None = None) -> Watch:
        """Start watching, from the running event loop. Watch first and read then: nothing falls in between."""
        watch = Watch(run_id, asyncio.get_running_loop(), share, session)
        with self._lock:
            self._watches[run_id].add(watch)
            if self._leave is None:
                self._leave = Event()
                Thread(target=self._tail, args=(self._leave,), name="live feed", daemon=True).start()
        return watch

    def unwatch(self, watch: Watch) -> None:
        with self._lock:
            watches = self._watches[watch.run_id]
            watches.discard(watch)
            if not watches:
                del self._watches[watch.run_id]
            if not self._watches and self._leave is not None:
                self._leave.set()
                self._leave = None

    def watching(self) -> int:
        """How many watches there are."""
        with self._lock:
            return sum(map(len, self._watches.values()))

    def _tail(self, leave: Event) -> None:
        bell = bells.hang()
        try:
            while not leave.is_set():
                try:
                    self._look()
                    bell.wait(LONGEST, leave)
                except DatabaseError as error:
                    log.warning("live feed lost the database, trying again", error=str(error))
                    bell.close()
                    connection.close()
                    leave.wait(PATIENCE)
        finally:
            bell.close()
            connection.close()

    def _look(self) -> None:
        with self._lock:
            watches = [watch for group in self._watches.values() for watch in group]
        statuses = selectors.run_status({watch.run_id for watch in watches})
        links = {watch.share for watch in watches if watch.share}
        links = shares.still_open(links) if links else links
        signed_in = {watch.session for watch in watches if watch.session}
        signed_in = sessions.still_open(signed_in) if signed_in else signed_in
        news = defaultdict(list)
        for watch in watches:
            may = watch.share in links | {None} and watch.session in signed_in | {None}
            status = statuses.get(watch.run_id) if may else None
            if watch.told is None or status != watch.told[0]:
                watch.told = (status,)
                news[watch.loop].append((watch, status))
        for loop, letters in news.items():
            try:
                loop.call_soon_threadsafe(_deliver, letters)  # once a loop, not once a socket
            except RuntimeError:  # that loop has closed; its sockets went with it
                for watch, _ in letters:
                    self.unwatch(watch)


def _deliver(letters: list[tuple[Watch, dict | None]]) -> None:
    for watch, status in letters:
        watch.put(status)


feed = Feed()
