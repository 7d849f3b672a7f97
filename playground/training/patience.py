"""Work that never falls silent: a trainer that stands still past its lease is taken for dead. And how far a part of it is."""

import importlib
from collections.abc import Iterator
from threading import Thread


def loaded(*modules: str) -> Iterator[float]:
    """Import modules in a thread of their own and yield 0.0 every 50 ms until they are there; raises what importing raised."""
    failures: list[BaseException] = []

    def load() -> None:
        try:
            for name in modules:
                importlib.import_module(name)
        except BaseException as failure:
            failures.append(failure)

    thread = Thread(target=load, name="loading", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.05)
        yield 0.0
    if failures:
        raise failures[0]


def scaled(work: Iterator[float], low: float, high: float):
    """The same work with its progress between `low` and `high`; returns what it returns."""
    try:
        while True:
            yield low + (high - low) * next(work)
    except StopIteration as done:
        return done.value
