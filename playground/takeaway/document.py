"""A run as a JSON document: recipe, every column of every record, key frames. What the import reads is what this writes.

Numbers are written so that reading them back gives the very same ones; "NaN", "Infinity" and "-Infinity" are strings, for JSON
has no such numbers. Nothing in it says whose the run is: no id, no number, no owner, and times are those of the minute.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime

from playground.runs import pasts, recipes, selectors
from playground.runs.models import Run

RUN, COMPARISON, VERSION = "backprop-playground/run", "backprop-playground/comparison", 1
STATUS = ("state", "detail", "epoch", "epochs", "step")
KEPT_DETAIL = ("reason", "epoch", "layer", "words")  # why a run stands where it stands; the rest is this server's own


def of_run(run: Run) -> str:
    """The document of one run."""
    return "".join(pieces(run))


def of_runs(runs: list[tuple[str, Run]]) -> Iterator[str]:
    """The document of a comparison, in pieces: those of its runs, each with the name it had there."""
    yield f'{{"format":{_json(COMPARISON)},"version":{VERSION},"runs":['
    for place, (name, run) in enumerate(runs):
        yield "," if place else ""
        yield from pieces(run, {"name": name})
    yield "]}"


def pieces(run: Run, first: dict | None = None) -> Iterator[str]:
    """The document of one run, a column and a key frame at a time; `first`: what it says before all else."""
    facts = {
        **(first or {}),
        "format": RUN,
        "version": VERSION,
        "title": run.title,
        "begun": minute(run.created_at),
        "engine": run.fingerprint,
        "recipe": run.spec,
        **{name: getattr(run, name) for name in STATUS},
        "detail": {name: run.detail[name] for name in KEPT_DETAIL if name in run.detail},
        "columns": run.schema["columns"],
    }
    yield _json(facts).removesuffix("}") + ',"records":{'
    chunks = chunks_of(run)
    for place, (name, *_type) in enumerate(run.schema["columns"]):
        yield f"{',' if place else ''}{_json(name)}:{_json(pasts.columns(run.schema, chunks, (name,))[name])}"
    yield f'}},"seconds":{_json(pasts.floats(selectors.record_seconds(run)))}'
    yield f',"frame_columns":{_json(run.frame_schema["columns"])},"key_frames":['
    for place, one in enumerate(frames_of(run)):
        yield ("," if place else "") + _json({"epoch": one.epoch, "bytes": b64encode(one.data).decode()})
    yield "]}"


def chunks_of(run: Run) -> list[bytes]:
    """The stored chunks from record 0 on, without a hole."""
    found, seq = [], 0
    for chunk in selectors.chunks(run.id, run.attempt):
        if chunk.first_seq != seq:
            break
        found.append(chunk.data)
        seq += chunk.rows
    return found


def frames_of(run: Run) -> list[selectors.StoredFrame]:
    """The stored key frames, in order."""
    return list(selectors.frames(run.id, run.attempt))


def minute(moment: datetime) -> str:
    """A time as files say it."""
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def _json(value) -> str:
    return json.dumps(recipes.as_json(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
