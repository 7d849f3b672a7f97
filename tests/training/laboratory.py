"""Trainers as processes on the test's own database, and what a run should have stored according to the engine alone."""

import hashlib
import os
import platform
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from django.db import connection

from engine.plan import Plan
from engine.records import Schema, decode, encode
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from playground.runs import selectors
from playground.runs.models import Run
from playground.training import claims

ROOT = Path(__file__).resolve().parent.parent.parent
SOON = 30.0  # seconds; far above what anything here takes, on a machine that is busy with something else


def database_url() -> str:
    """DATABASE_URL of the database this test runs on."""
    s = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{s['NAME']}"
    return f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT'] or 5432}/{s['NAME']}"


def wait_until(reached, what: str, within: float = SOON, every: float = 0.01):
    """The first true value of `reached()`; AssertionError with `what` after the deadline."""
    deadline = time.monotonic() + within
    while not (value := reached()):
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(every)
    return value


class Laboratory:
    """Starts, kills and stops trainers; one a test session."""

    def __init__(self):
        self.environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.training.preloaded"],
            cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.parent.stdout.readline().strip() == "ready"
        self.pids: list[int] = []

    def _ask(self, request: str) -> int:
        self.parent.stdin.write(request + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def start(self, kind: str = "plain") -> int:
        """A trainer's process id; its engine is warm already."""
        pid = self._ask(f"start {kind}")
        self.pids.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        """`kill -9`, then what the supervisor does about it."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.bury(pid)

    def bury(self, pid: int) -> int:
        """Wait for a process to end, expire its lease; its exit code."""
        code = self._ask(f"wait {pid}")
        self.pids.remove(pid)
        claims.expire_process(pid, platform.node())
        return code

    def stop(self, pid: int) -> int:
        """SIGTERM; the exit code."""
        os.kill(pid, signal.SIGTERM)
        return self.bury(pid)

    def kill_all(self) -> None:
        for pid in list(self.pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
            self.kill(pid)

    def close(self) -> None:
        self.parent.stdin.close()
        self.parent.wait(10)


def settled(runs, states=("finished",), within: float = SOON) -> None:
    """Wait until every run is in one of the states."""
    ids = [run.id for run in runs]

    def missing():
        return {r["state"] for r in Run.objects.filter(id__in=ids).exclude(state__in=states).values("state")}

    try:
        wait_until(lambda: not missing(), f"all {states}", within)
    except AssertionError as error:
        rows = Run.objects.filter(id__in=ids).values_list("title", "state", "detail", "epoch", "epochs", "suspect")
        raise AssertionError(f"{error}; {list(rows)}") from None


def stored_columns(run: Run) -> dict[str, np.ndarray]:
    """All stored records of a run's newest attempt; asserts that no seq is missing or doubled."""
    schema, parts, expected = Schema.from_dict(run.schema), [], 0
    for chunk in selectors.chunks(run.id, run.attempt):
        first, columns = decode(schema, chunk.data)
        assert first == chunk.first_seq == expected, f"records lost or doubled at {expected}: chunk from {first}"
        parts.append(columns)
        expected += chunk.rows
    assert expected == run.seq, f"{run.seq} records promised, {expected} stored"
    return {name: np.concatenate([part[name] for part in parts]) for name, _, _ in schema.columns}


def fingerprint_of(schema: Schema, columns: dict[str, np.ndarray]) -> str:
    """SHA-256 of joined records."""
    return hashlib.sha256(encode(schema, 0, columns)).hexdigest()


def stored_digest(run: Run) -> str:
    return fingerprint_of(Schema.from_dict(run.schema), stored_columns(run))


def twin(recipe: dict, epochs: int | None = None):
    """(SHA-256 of records, outcome) of the same recipe trained by the engine in one piece, with no site at all."""
    plan = Plan(parse(recipe))
    [outcome] = train([Member(plan, State.begin(plan))], epochs or plan.spec.training.epochs)
    return fingerprint_of(plan.schema, outcome.columns), outcome


def assert_equal_to_twin(run: Run, epochs: int | None = None) -> None:
    """Records and key frames of a run, bit for bit those of its undisturbed twin."""
    run.refresh_from_db()
    digest, outcome = twin(run.spec, epochs)
    mine, theirs = stored_columns(run), outcome.columns
    for name in theirs:
        np.testing.assert_array_equal(mine[name], theirs[name], err_msg=f"{run.title}: {name}")
    assert stored_digest(run) == digest
    frames = [(frame.seq, frame.epoch, frame.data) for frame in selectors.frames(run.id, run.attempt)]
    assert [frame[:2] for frame in frames] == [frame[:2] for frame in outcome.key_frames]
    assert frames == outcome.key_frames
