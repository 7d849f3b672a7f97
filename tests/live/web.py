"""The web server alone, as it is shipped, and a stand-in trainer beside it: processes of their own on one database."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import ROOT, STOPPED_WITHIN, Server


class Web(Server):
    """`python -m playground.training.web`: what `manage.py serve` starts, without trainers."""

    def __init__(self, data_dir: Path, environment: dict[str, str] | None = None):
        super().__init__(data_dir, {"DJANGO_SETTINGS_MODULE": "tests.settings", **(environment or {})})
        self.origin = self.url

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def start(self) -> "Web":
        self.prepare_database()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "playground.training.web", "127.0.0.1", str(self.port)],
                cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(self.address, 1):
                return self
            time.sleep(0.05)
        raise RuntimeError(f"no web server at {self.url}:\n{self.output()}")

    def writer(self, *arguments: str) -> "Writer":
        return Writer(self, arguments)

    @property
    def memory(self) -> int:
        """Resident bytes of the server process."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


class Writer:
    """tests.live.writing as a process: `runs` is {id: owner cookie}; go() lets it write, finish() waits until it has."""

    def __init__(self, web: Web, arguments: tuple[str, ...]):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.writing", *arguments],
            cwd=ROOT, env=web.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.runs: dict[str, str] = json.loads(self.process.stdout.readline())
        self.going = False

    def go(self) -> "Writer":
        self.going = True
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self

    def finish(self, seconds: float = 120) -> None:
        assert self.process.wait(seconds) == 0

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(STOPPED_WITHIN)
        self.process.stdin.close()
        self.process.stdout.close()
