"""A stand-in for a trainer: commits records whose every value tells its seq. As a program it writes many runs, at a pace.

`python -m tests.live.writing --runs 10 --records 600 --pace 0.01` prints one JSON line of {id: cookie} and, after a line on
its standard input, writes; it ends when all is committed.
"""

import argparse
import json
import os
import random
import sys
import time

import numpy as np

from engine.records import Schema, encode, encode_frames

SCHEMA = Schema((("epoch", "u32", ()), ("step", "f64", ()), ("train_loss", "f32", ())))
WIDE = Schema(SCHEMA.columns + tuple((f"layer.{k}.grad_norm", "f32", ()) for k in range(1, 61)))
FRAMES = Schema((("weights", "f32", (3,)),))


def values(schema: Schema, first: int, rows: int, attempt: int = 1) -> dict[str, np.ndarray]:
    """Columns of records first … first+rows-1: epoch = seq, step = 10 seq + attempt, the rest noise of a known seed."""
    seq = np.arange(first, first + rows)
    noise = np.random.default_rng(first).standard_normal(rows)
    return {name: seq if name == "epoch" else 10.0 * seq + attempt if name == "step" else noise for name, _, _ in schema.columns}


def make_run(owner: str, schema: Schema = SCHEMA, **facts):
    """A training run without records."""
    from tests.runs.making import make_run as make

    given = {"state": "training", "epochs": 100_000, **facts}
    return make(owner, schema=schema.as_dict(), frame_schema=FRAMES.as_dict(), **given)


def commit(run, rows: int, frame: bool = True, clock: bool = False, **facts) -> None:
    """Store the next `rows` records and a key frame of the last, as a trainer does: one transaction, bell included.

    `clock`: the step column holds the time of day just before the commit, for measuring how long a reader waits.
    """
    from django.db import transaction

    from playground.runs import doorbell
    from playground.runs.models import Chunk, KeyFrame, Run

    schema = Schema.from_dict(run.schema)
    columns = values(schema, run.seq, rows, run.attempt)
    if clock:
        columns["step"] = np.full(rows, time.time())
    data = encode(schema, run.seq, columns)
    last = run.seq + rows - 1
    with transaction.atomic():
        Chunk.objects.create(run=run, attempt=run.attempt, first_seq=run.seq, rows=rows, data=data, seconds=b"")
        if frame:
            [picture] = encode_frames(FRAMES, [last], {"weights": np.full((1, 3), last)})
            KeyFrame.objects.create(run=run, attempt=run.attempt, seq=last, epoch=last, data=picture)
            run.frame_seq = last
        run.seq, run.epoch = last + 1, last
        for name, value in facts.items():
            setattr(run, name, value)
        written = {name: getattr(run, name) for name in ("seq", "epoch", "frame_seq", *facts)}
        Run.objects.filter(id=run.id).update(**written)
        doorbell.ring([run.id])


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("runs", 1), ("records", 600), ("most", 20), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--pace", type=float, default=0.01)
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--clock", action="store_true", help="steps tell the time of the commit")
    asked = parser.parse_args()

    import django

    django.setup()
    from playground.runs.owners import new_owner, sign

    owners = [new_owner() for _ in range(asked.runs)]
    runs = [make_run(owner, WIDE if asked.wide else SCHEMA) for owner in owners]
    print(json.dumps({run.id: sign(run.owner) for run in runs}), flush=True)
    sys.stdin.readline()
    chance = random.Random(asked.seed)
    while unfinished := [run for run in runs if run.seq < asked.records]:
        run = chance.choice(unfinished)
        rows = min(asked.records - run.seq, chance.randint(1, asked.most))
        done = run.seq + rows == asked.records
        commit(run, rows, clock=asked.clock, **({"state": "finished"} if done else {}))
        time.sleep(asked.pace)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
