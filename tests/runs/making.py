"""Rows for tests that need no engine: what a run looks like before anyone trains it."""

import itertools

from playground.runs.models import Run
from playground.runs.states import State

_count = itertools.count(1)


def make_run(owner: str = "alice", key: str | None = None, **facts) -> Run:
    """A waiting run; every one has a cohort key of its own unless `key` is given."""
    number = next(_count)
    defaults = {
        "number": number,
        "start_token": f"token {number}",
        "spec": {},
        "seed": 1,
        "optimizer": "sgd",
        "cohort_key": key or f"key {number}",
        "schema": {},
        "frame_schema": {},
        "state": State.WAITING,
        "epochs": 300,
    }
    return Run.objects.create(owner=owner, **{**defaults, **facts})
