"""Where the web server and the trainers come from: one process imports everything once, and each of them is forked from it.

PyTorch takes two seconds to import and 200 MiB to keep. A fork has it at once and shares the memory: a site is there sooner, and
who died is back within a tenth of a second. Nothing is computed and no connection opened before a fork. Where forking is not
safe (macOS) or does not exist, each process starts by itself.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import setproctitle

ROOT = str(Path(__file__).resolve().parents[2])
LOADED = ["playground.training.loaded"]
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
refused: list[bool] = []  # whether forking was tried and cannot be


def open_nursery() -> None:
    """Begin with the imports, beside whatever this process does next; again, should that process have died."""
    os.environ.update(ONE_THREAD)  # two default-threaded trainers on two cores are 100 times slower
    if _forks():
        from multiprocessing import forkserver, resource_tracker

        forkserver.set_forkserver_preload(LOADED)
        resource_tracker.ensure_running()  # which would unblock Ctrl-C
        try:
            with _to_be_inherited():
                forkserver.ensure_running()
        except OSError:  # it listens at a local socket, and there is no folder for one, or its path is too long
            refused.append(True)


def born(name: str, target: Callable, *arguments: object) -> BaseProcess:
    """A started process that calls ``target`` and is called ``name`` in the list of processes."""
    open_nursery()
    kind = multiprocessing.get_context("forkserver" if _forks() else "spawn")
    process = kind.Process(target=_live, args=(name, target, arguments), name=name, daemon=True)
    process.start()
    return process


def wait_for_the_parent_to_die() -> None:
    """Return when the process that asked for this one is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent:
        multiprocessing.connection.wait([parent.sentinel])
    else:  # started by hand or by a test: its standard input is the sign
        while os.read(0, 1):  # not through sys.stdin: its lock would trip an interpreter that exits meanwhile
            pass


@contextmanager
def _to_be_inherited() -> Iterator[None]:
    """What a process that starts meanwhile has from this one: where the site is, whatever folder this was started in, and a deaf
    ear for Ctrl-C, which a terminal says to all of a group. The supervisor hears it and ends the others."""
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, before["PYTHONPATH"]]))
    os.environ["PYTHONSAFEPATH"] = "1"  # a torch.py that lies in that folder is not ours
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # what is said meanwhile is heard afterwards
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _forks() -> bool:
    return sys.platform == "linux" and not refused


def _live(name: str, target: Callable, arguments: tuple) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until it has an answer of its own
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    setproctitle.setproctitle(f"backprop-playground: {name}")
    target(*arguments)
