"""Retraining what is stored already: after an older checkpoint, the records in between must come out the same."""

import numpy as np

from engine.records import Schema, decode
from playground.runs import selectors


class Differs(Exception):
    """A retrained record is not the stored one; `seq` is the first that differs."""

    def __init__(self, seq: int):
        self.seq = seq
        super().__init__(f"record {seq} came out different")


class Replay:
    """The stored records from `from_seq` to `to_seq`, to compare retrained ones with."""

    def __init__(self, run_id: str, attempt: int, schema: Schema, from_seq: int, to_seq: int):
        self.to_seq = to_seq
        self._stored: dict[int, bytes] = {}
        for chunk in selectors.chunks(run_id, attempt, from_seq):
            first, columns = decode(schema, chunk.data)
            for row in range(chunk.rows):
                self._stored[first + row] = _row(columns, row)

    def check(self, first: int, columns: dict[str, np.ndarray]) -> tuple[int, dict[str, np.ndarray]]:
        """Compare and cut off what is stored; the rest is (its first seq, new columns). Raises Differs."""
        rows = len(columns["epoch"])
        known = min(max(self.to_seq - first, 0), rows)
        for row in range(known):
            stored = self._stored.get(first + row)
            if stored is not None and stored != _row(columns, row):
                raise Differs(first + row)
        return first + known, {name: values[known:] for name, values in columns.items()}


def _row(columns: dict[str, np.ndarray], row: int) -> bytes:
    return b"".join(values[row].tobytes() for values in columns.values())
