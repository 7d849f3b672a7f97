"""A run as a JSON document: recipe, every column of every record, key frames. What the import reads is what this writes.

Numbers are written so that reading them back gives the very same ones; "NaN", "Infinity" and "-Infinity" are strings, for JSON
has no such numbers. Nothing in it says whose the run is: no id, no number, no owner, and times are those of the minute.
"""

import json
from base64 import b64encode
from datetime import datetime

from playground.runs import pasts, recipes, selectors
from playground.runs.models import Run

RUN, COMPARISON, VERSION = "backprop-playground/run", "backprop-playground/comparison", 1
STATUS = ("state", "detail", "epoch", "epochs", "step")
KEPT_DETAIL = ("reason", "epoch", "layer", "words")  # why a run stands where it stands; the rest is this server's own


def of_run(run: Run) -> str:
    """The document of one run."""
    return _json(_facts(run))


def of_runs(runs: list[tuple[str, Run]]) -> str:
    """The document of a comparison: those of its runs, each with the name it had there."""
    return _json({"format": COMPARISON, "version": VERSION, "runs": [{"name": name, **_facts(run)} for name, run in runs]})


def _facts(run: Run) -> dict:
    names = [name for name, *_type in run.schema["columns"]]
    records = pasts.columns(run.schema, chunks_of(run), tuple(names))
    return {
        "format": RUN,
        "version": VERSION,
        "title": run.title,
        "begun": minute(run.created_at),
        "engine": run.fingerprint,
        "recipe": run.spec,
        **{name: getattr(run, name) for name in STATUS},
        "detail": {name: run.detail[name] for name in KEPT_DETAIL if name in run.detail},
        "columns": run.schema["columns"],
        "records": records,
        "seconds": pasts.floats(selectors.record_seconds(run)),
        "frame_columns": run.frame_schema["columns"],
        "key_frames": [{"epoch": one.epoch, "bytes": b64encode(one.data).decode()} for one in frames_of(run)],
    }


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


def _json(value: dict) -> str:
    return json.dumps(recipes.as_json(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
