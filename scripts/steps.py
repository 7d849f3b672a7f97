"""How a set-up step speaks, runs a command, and knows that its work is already done."""

import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """A step that cannot go on; the message is for the person at the terminal."""


def say(words: str) -> None:
    print(f"==> {words}", flush=True)


def run(command: list, **environment: str) -> None:
    """Run a command from the checkout, its output shown; raises Failed if it ends badly."""
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment})
    if code:
        raise Failed(f"`{' '.join(str(part) for part in command)}` ended with {code}; its own words are above")


def digest(paths: Iterable[Path], *more: object) -> str:
    """Hex digest of these files' contents (missing ones count as empty) and anything else that matters."""
    total = hashlib.sha256(repr(more).encode())
    for path in sorted(paths):
        total.update(str(path).encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def once(stamp: Path, inputs: str, words: str, work: Callable[[], None]) -> bool:
    """Do `work` unless `stamp` says it was done with the same inputs; True if it was done now.

    The stamp is written after the work, so that an interrupted step is done again.
    """
    if stamp.is_file() and stamp.read_text() == inputs:
        return False
    say(words)
    began = time.monotonic()
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)
    print(f"    done in {time.monotonic() - began:.1f} s", flush=True)
    return True
