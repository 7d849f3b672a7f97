"""The course of a run's losses in at most 48 points, kept while it trains: what its thumbnail's curves are drawn from."""

from dataclasses import dataclass, field

import numpy as np

from engine.records import Schema, decode
from playground.runs import selectors
from playground.runs.models import Run
from playground.runs.thumbnails import MOST_POINTS


@dataclass
class Trace:
    """Every `stride`-th record from `first` on, and the newest. Which ones are kept depends on their ordinals alone."""

    first: int | None = None  # seq of the oldest record it saw; 0 once it knows the whole run
    stride: int = 1
    kept: dict[int, tuple[float, float, float]] = field(default_factory=dict)  # seq → (epoch, train loss, test loss)
    newest: tuple[int, tuple[float, float, float]] | None = None

    def add(self, first: int, columns: dict[str, np.ndarray]) -> None:
        """Take in consecutive records, the oldest of them with ordinal `first`."""
        values = np.stack([np.asarray(columns[name], np.float64) for name in ("epoch", "train_loss", "test_loss")], axis=1)
        if not len(values):
            return
        for row in range(-first % self.stride, len(values), self.stride):
            self.kept[first + row] = tuple(values[row])
        self.first = first if self.first is None else min(self.first, first)
        if self.newest is None or self.newest[0] < first + len(values):
            self.newest = (first + len(values) - 1, tuple(values[-1]))
        while len(self.kept) >= MOST_POINTS:  # one place is the newest's
            self.stride *= 2
            self.kept = {seq: point for seq, point in self.kept.items() if seq % self.stride == 0}

    def complete(self, run: Run) -> None:
        """Read what was stored before this trainer had the run, if anything was."""
        known = self.first if self.first is not None else run.seq
        if known == 0:
            return
        schema = Schema.from_dict(run.schema)
        for chunk in selectors.chunks(run.id, run.attempt):
            rows = min(chunk.rows, known - chunk.first_seq)
            if rows > 0:
                columns = decode(schema, chunk.data)[1]
                self.add(chunk.first_seq, {name: columns[name][:rows] for name in ("epoch", "train_loss", "test_loss")})

    def points(self) -> np.ndarray:
        """(points, 3) float64: epoch, train loss, test loss, oldest first; at most 48."""
        kept = dict(self.kept) if self.newest is None else {**self.kept, self.newest[0]: self.newest[1]}
        return np.array([kept[seq] for seq in sorted(kept)], np.float64).reshape(-1, 3)
