"""A table of one's own: named columns of numbers or words, and the bytes it is stored as.

Equal tables are equal bytes: JSON without spaces, numbers as the shortest decimal that reads back to the same bits. The
SHA-256 of these bytes is the table's name in recipes and links.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

ROWS, COLUMNS, CELL, BYTES, BEYOND = 20_000, 20, 40, 1024 * 1024, 1e12  # the most there may be of each


@dataclass(frozen=True)
class Column:
    """``numbers`` float64 (rows,), or None; ``words``: the cells as they were written where not all of them are numbers."""

    name: str
    numbers: np.ndarray | None = field(default=None, compare=False)
    words: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.numbers is not None

    def __len__(self) -> int:
        return len(self.words) if self.numbers is None else len(self.numbers)

    def cell(self, row: int) -> str:
        return self.words[row] if self.numbers is None else spelled(self.numbers[row])

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Each value once, as text: numbers by size, words by letter."""
        if self.numbers is None:
            return tuple(sorted(set(self.words)))
        return tuple(spelled(one) for one in np.unique(self.numbers))

    @cached_property
    def kinds(self) -> np.ndarray:
        """The number of each row's value among ``values``, int64 (rows,)."""
        if self.numbers is not None:
            return np.unique(self.numbers, return_inverse=True)[1].astype(np.int64)
        places = {value: place for place, value in enumerate(self.values)}
        return np.array([places[word] for word in self.words], np.int64)


class Table:
    """Columns of equal length. Two tables are equal when their bytes are."""

    def __init__(self, columns: Sequence[Column]):
        self.columns = tuple(columns)

    @property
    def rows(self) -> int:
        return len(self.columns[0])

    @cached_property
    def data(self) -> bytes:
        """The stored bytes."""
        columns = [[one.name, one.numbers.tolist() if one.numeric else list(one.words)] for one in self.columns]
        return json.dumps({"version": 1, "columns": columns}, separators=(",", ":"), ensure_ascii=False).encode()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @classmethod
    def of(cls, data: bytes) -> Table:
        """The table that was stored as these bytes (our own, so they are good)."""
        stored = json.loads(data)["columns"]
        made = cls([_column(name, cells) for name, cells in stored])
        made.__dict__["digest"] = hashlib.sha256(data).hexdigest()
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _column(name: str, cells: list) -> Column:
    if cells and isinstance(cells[0], str):
        return Column(name, words=tuple(cells))
    return Column(name, np.array(cells, np.float64))


def spelled(number: float) -> str:
    """3.0 as 3, everything else as the shortest decimal of the same bits."""
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
