"""Keep processes alive: start them, restart what dies with growing pauses, stop all of them quickly.

The supervisor never imports the engine. It holds the write end of each child's standard input; when the
supervisor dies, however it dies, those pipes close and the children leave.
"""

import os
import platform
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from django.db import Error as DatabaseError
from django.db import connection

from playground.training import claims

log = structlog.get_logger(__name__)
BACKOFF = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the next start of what keeps dying
STEADY = 30.0  # seconds alive after which a process has proven itself
FIRST_HOUSEKEEPING, HOUSEKEEPING = 600.0, 24 * 3600.0  # seconds after the start, and from one time to the next
PATIENCE = 2.0  # seconds between SIGTERM and SIGKILL


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    trains: bool
    first: tuple[str, ...] = ()  # further arguments of its first start
    process: subprocess.Popen | None = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = field(default=0.0)

    def start(self) -> None:
        arguments = [*self.arguments, *(() if self.deaths else self.first)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, env={**os.environ, **self.environment})
        self.started = time.monotonic()

    def died(self, now: float) -> None:
        """Note a death and when to try again."""
        if now - self.started > STEADY:
            self.deaths = 0
        self.next_start = now + BACKOFF[min(self.deaths, len(BACKOFF) - 1)]
        self.deaths += 1
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None


def trainer_child(number: int) -> Child:
    """A trainer process: one thread, nice 15, leaves when we do. The first one gives way from the start: the page comes first."""
    arguments = [sys.executable, sys.argv[0], "trainer", "--parent-pipe"]
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return Child(f"trainer {number}", arguments, threads, trains=True, first=("--give-way",))


def web_child(host: str, port: int) -> Child:
    """The web server."""
    arguments = [sys.executable, "-m", "playground.training.web", host, str(port)]
    return Child("web", arguments, {"OMP_NUM_THREADS": "1"}, trains=False)


class Supervisor:
    """Watches children until `stopping` is set."""

    def __init__(self, children: list[Child]):
        self.children, self.stopping = children, False
        self.swept = 0.0
        self.clean_at = time.monotonic() + FIRST_HOUSEKEEPING
        self.cleaning: subprocess.Popen | None = None

    def run(self) -> None:
        for child in self.children:
            child.start()
        try:
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
                    child.start()
            elif child.process.poll() is not None:
                pid, code = child.process.pid, child.process.returncode
                log.warning("a process died", process=child.name, pid=pid, code=code)
                child.died(now)
                if child.trains:
                    self._database(lambda pid=pid: claims.expire_process(pid, platform.node()))
        if now - self.swept > 1:
            self.swept = now
            self._database(claims.expire_stale)
        if self.cleaning and self.cleaning.poll() is not None:
            self.cleaning = None
        if now >= self.clean_at and not self.cleaning:
            self.clean_at = now + HOUSEKEEPING
            self.cleaning = subprocess.Popen([sys.executable, sys.argv[0], "thin", "--verbosity", "1"], stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        """SIGTERM to all, then SIGKILL to whoever is left after two seconds."""
        if self.cleaning and self.cleaning.poll() is None:  # what it has not thinned yet it thins tomorrow
            self.cleaning.terminate()
        alive = [child for child in self.children if child.process and child.process.poll() is None]
        for child in alive:
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in alive:
            try:
                child.process.wait(max(0.01, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.send_signal(signal.SIGKILL)
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(0.5)
                if child.trains:
                    self._database(lambda pid=child.process.pid: claims.expire_process(pid, platform.node()))

    @staticmethod
    def _database(write) -> None:
        """A supervisor outlives its database: the next second tries again."""
        try:
            write()
        except DatabaseError as error:
            log.error("the database does not answer", error=str(error))
            connection.close()
