"""The real thing under test: `manage.py serve` with its trainers, as processes of their own on a free port.

Nothing is imported from the site: a test sees what a person sees, over HTTP and through the operating system.
"""

import atexit
import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "playground.sqlite3"
READY_WITHIN = 120.0  # seconds; a cold import of torch on a busy two-core machine takes a while
STOPPED_WITHIN = 15.0
# The test run's own configuration: a server that shared its database, or its looseness, would be a different test.
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "DEBUG", "LAN", "SITE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One site: data folder, port, web server and trainers. `url` has no slash at its end.

    `environment` adds to or overrides what the processes see (DATABASE_URL, REDIS_URL, …); values are strings.
    """

    def __init__(self, data_dir: Path, environment: dict[str, str] | None = None):
        self.data_dir = Path(data_dir)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.data_dir / "server.log"
        self.process: subprocess.Popen | None = None
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "playground.settings",
            "DATA_DIR": str(self.data_dir),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }

    def manage(self, *arguments: str) -> str:
        """Run `manage.py ARGUMENTS` to its end against this server's data; its output. Raises with the output if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def prepare_database(self) -> None:
        """Tables, as `migrate` makes them; on SQLite they are made once a test session and copied from then on."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if "DATABASE_URL" in self.environment:
            self.manage("migrate", "--verbosity", "0")
        else:
            shutil.copy(prepared("database") / DATABASE, self.data_dir / DATABASE)

    def start(self) -> "Server":
        """Prepare database and static files the first time, start `serve`, return once the front page answers."""
        if not self.data_dir.exists():
            self.prepare_database()
            shutil.copytree(prepared("static"), self.data_dir / "static")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        problem: Exception | None = None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"`manage.py serve` ended with {self.process.returncode}:\n{self.output()}")
            try:
                with urllib.request.urlopen(self.url + "/runs/", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                problem = error  # it answers, but not well: keep asking until the deadline, then say so
            except OSError as error:
                problem = error
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.url} did not answer within {READY_WITHIN:.0f} s ({problem}):\n{self.output()}")

    def output(self) -> str:
        """The end of what the server and its trainers printed."""
        return self.log.read_text(errors="replace")[-8000:] if self.log.exists() else ""

    def stop(self) -> None:
        """Ask the supervisor to stop; after a while take the whole process group down. Safe to call twice."""
        if self.process is None:
            return
        group, process, self.process = self.process.pid, self.process, None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOPPED_WITHIN)
        # Whatever the supervisor left behind lives in the session that start() opened for it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        process.wait(STOPPED_WITHIN)

    def kill(self) -> None:
        """`kill -9` of the supervisor alone, as a crash would do it; its children must notice by themselves."""
        self.process.kill()
        self.process.wait(STOPPED_WITHIN)


@functools.cache
def prepared(what: str) -> Path:
    """A folder with the database or the static files of a new installation, made on the first demand of a test session."""
    folder = Path(tempfile.mkdtemp(prefix=f"playground-{what}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    maker = Server(folder)
    if what == "database":
        maker.manage("migrate", "--verbosity", "0")
        return folder
    maker.manage("collectstatic", "--noinput", "--verbosity", "0")
    return folder / "static"


@contextmanager
def running_server(data_dir: Path, **environment: str) -> Iterator[Server]:
    """A server for the length of a `with` block."""
    server = Server(data_dir, environment)
    try:
        yield server.start()
    finally:
        server.stop()
