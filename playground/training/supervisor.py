"""Keep processes alive: start them, restart what dies with growing pauses, stop all of them quickly.

The supervisor never imports the engine: its children come from a nursery that did. It holds the write end of a pipe to each;
when the supervisor dies, however it dies, those pipes close and the children leave.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

import structlog
from django.db import Error as DatabaseError
from django.db import connection

from playground.training import claims
from playground.training.lives import run_command, serve_pages
from playground.training.nursery import born

log = structlog.get_logger(__name__)
BACKOFF = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the next start of what keeps dying
STEADY = 30.0  # seconds alive after which a process has proven itself
FIRST_HOUSEKEEPING, HOUSEKEEPING = 600.0, 24 * 3600.0  # seconds after the start, and from one time to the next
PATIENCE = 2.0  # seconds between SIGTERM and SIGKILL


@dataclass
class Child:
    """One process to keep alive: it calls ``target`` with ``arguments``."""

    name: str
    target: Callable
    arguments: tuple
    trains: bool
    process: BaseProcess | None = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        try:
            self.process = born(self.name, self.target, *self.arguments)
        except (EOFError, OSError) as error:  # what it was to be forked from died at that moment, or there is no room for it
            log.warning("a process could not be started", process=self.name, error=str(error) or type(error).__name__)
            self.died(time.monotonic())

    def died(self, now: float) -> None:
        """Note a death and when to try again."""
        if now - self.started > STEADY:
            self.deaths = 0
        self.next_start = now + BACKOFF[min(self.deaths, len(BACKOFF) - 1)]
        self.deaths += 1
        if self.process:
            self.process.close()
            self.process = None


def trainer_child(number: int) -> Child:
    """A trainer process: one thread, nice 15, leaves when we do."""
    return Child(f"trainer {number}", run_command, ("trainer", "--supervised"), trains=True)


def web_child(host: str, port: int) -> Child:
    """The web server."""
    return Child("web", serve_pages, (host, port), trains=False)


class Supervisor:
    """Watches children until `stopping` is set."""

    def __init__(self, children: list[Child]):
        self.children, self.stopping, self.starting = children, False, False
        self.swept = 0.0
        self.lost: dict[int, float] = {}  # process ids of the dead, and until when to ask for them
        self.clean_at = time.monotonic() + FIRST_HOUSEKEEPING
        self.cleaning: subprocess.Popen | None = None

    def leave(self, *_signal: object) -> None:
        """Stop at the next look; at once while a birth is waited for, which may take as long as all the imports."""
        self.stopping = True
        if self.starting:
            raise SystemExit

    def run(self) -> None:
        try:
            for child in self.children:
                self._start(child)
            while not self.stopping:
                self.look()
                time.sleep(0.02)
        finally:
            self.stop()

    def look(self) -> None:
        """Reap and restart what died; once a second expire trainers whose lease ran out; once a day have the house cleared up."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.next_start:
                    self._start(child)
            elif child.process.exitcode is not None:
                pid, code = child.process.pid, child.process.exitcode
                log.warning("a process died", process=child.name, pid=pid, code=code)
                child.died(now)
                self.lost[pid] = now + STEADY
                if child.trains:
                    self._database(lambda pid=pid: claims.expire_process(pid, platform.node()))
        if now - self.swept > 1:
            self.swept = now
            self._bury(now)
            self._database(claims.expire_stale)
        if self.cleaning and self.cleaning.poll() is not None:
            self.cleaning = None
        if now >= self.clean_at and not self.cleaning:
            self.clean_at = now + HOUSEKEEPING
            self.cleaning = subprocess.Popen([sys.executable, sys.argv[0], "thin", "--verbosity", "1"], stdin=subprocess.DEVNULL)

    def _start(self, child: Child) -> None:
        self.starting = True
        try:
            if not self.stopping:
                child.start()
        finally:
            self.starting = False

    def stop(self) -> None:
        """SIGTERM to all, then SIGKILL to whoever is left after two seconds."""
        if self.cleaning and self.cleaning.poll() is None:  # what it has not thinned yet it thins tomorrow
            self.cleaning.terminate()
        alive = [child for child in self.children if child.process and child.process.is_alive()]
        for child in alive:
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in alive:
            child.process.join(max(0.01, deadline - time.monotonic()))
            if child.process.is_alive():
                child.process.kill()
                child.process.join(0.5)
                if child.trains:
                    self._database(lambda pid=child.process.pid: claims.expire_process(pid, platform.node()))

    def _bury(self, now: float) -> None:
        """The first process of a container inherits those whose nursery died: they are listed until it asks."""
        for pid, until in list(self.lost.items()):
            try:
                buried = os.waitpid(pid, os.WNOHANG)[0]
            except ChildProcessError:  # not, or not yet, ours
                buried = False
            if buried or now > until:
                del self.lost[pid]

    @staticmethod
    def _database(write) -> None:
        """A supervisor outlives its database: the next second tries again."""
        try:
            write()
        except DatabaseError as error:
            log.error("the database does not answer", error=str(error))
            connection.close()
