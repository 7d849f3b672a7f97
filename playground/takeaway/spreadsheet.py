"""Records as CSV: a line a record, the epoch first. Several runs stand one below the other, each line after its run's name."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from playground.runs import pasts, selectors
from playground.runs.models import Run
from playground.takeaway.document import chunks_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula
SECONDS = "seconds"
TOGETHER = 100  # lines


def of_run(run: Run) -> str:
    """Every column of every record, and the seconds each epoch took."""
    names = _names(run)
    return "".join(_written([[*names, SECONDS], *_rows(run, names)]))


def of_runs(runs: list[tuple[str, Run]]) -> Iterator[str]:
    """The same of several, in pieces; a column that a run does not have stays empty."""
    names = list(dict.fromkeys(name for _, run in runs for name in _names(run)))
    yield from _written([["run", *names, SECONDS]])
    for said, run in runs:
        yield from _written([_harmless(said), *row] for row in _rows(run, names))


def _names(run: Run) -> list[str]:
    names = [name for name, *_type in run.schema["columns"]]
    return ["epoch", *(name for name in names if name != "epoch")]


def _rows(run: Run, names: list[str]):
    own = set(_names(run))
    records = pasts.columns(run.schema, chunks_of(run), tuple(own))
    rows, seconds = len(records["epoch"]), pasts.floats(selectors.record_seconds(run))
    columns = [records[name] if name in own else [None] * rows for name in names]
    for row in zip_longest(*columns, seconds[:rows]):
        yield [_cell(value) for value in row]


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words


def _written(rows: Iterable[list]) -> Iterator[str]:
    """Lines of CSV, a hundred at a time."""
    rows = iter(rows)
    while some := list(islice(rows, TOGETHER)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(some)
        yield text.getvalue()
