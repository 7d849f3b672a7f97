"""Key frames: which moments of a stretch want one, and the bytes of those that are due."""

from __future__ import annotations

import numpy as np

from engine.cohort import Cohort
from engine.evaluation import Evaluation
from engine.instruments import registry as instruments
from engine.instruments.base import Snapshot
from engine.records import encode_frames, is_key_frame, record_seq

FRAMES = [entry for entry in instruments if entry.cadence == "frame"]
NAMES = {entry: entry.model_fields["name"].default for entry in instruments}


class KeyFrames:
    """What one call of the recorder makes for the rows in ``framed``. A *moment* is one epoch's end of one row.

    made: (seq, epoch, bytes) of each row's key frames, in order
    """

    def __init__(self, cohort: Cohort, framed: set[int]):
        self.cohort, self.framed = cohort, framed
        self.made: list[list[tuple[int, int, bytes]]] = [[] for _ in range(cohort.rows)]
        self.newest = np.full(cohort.rows, -1)  # epoch of each row's last key frame here

    def dense(self) -> bool:
        """Whether the next epochs are key frames, every one."""
        return bool(self.framed) and self.cohort.epochs[min(self.framed)] < self.cohort.plan.dense_frames

    def watch(self, evaluation: Evaluation, epochs: np.ndarray, rows: set[int] | None = None) -> None:
        """Have the activations kept of moments at which rows (all, or these) want key frames: some of them will be due one."""
        wanted = self.framed if rows is None else self.framed & rows
        known = {*epochs.tolist()}
        keys = [epoch for epoch in known if is_key_frame(epoch, self.cohort.plan.dense_frames)] if wanted else []
        if len(keys) == len(known):
            moments = np.arange(len(epochs))
        else:
            moments = np.flatnonzero(np.isin(epochs, keys)) if keys else np.zeros(0, int)
        if len(wanted) < self.cohort.rows:
            moments = moments[np.isin(moments % self.cohort.rows, [*wanted])]
        evaluation.watched = moments

    def make(
        self,
        evaluation: Evaluation,
        epochs: np.ndarray,
        snapshot: Snapshot,
        reports: dict[str, np.ndarray],
        overflown: bool,
        fresh: bool = False,
    ) -> None:
        """Key frames of the watched moments that are due one: ``fresh``, all of them. ``overflown``: some number may be none."""
        plan = self.cohort.plan
        due = evaluation.watched if fresh else self._due(evaluation.watched, epochs)
        if not len(due):
            return
        place = slice(len(epochs)) if len(due) == len(epochs) else due
        chosen = Snapshot(plan, *(whole[place] for whole in snapshot.whole), evaluation.activations(place))
        with np.errstate(over="ignore", invalid="ignore"):
            sections = {NAMES[entry]: entry.measure(chosen) for entry in FRAMES}
        sections |= {"weights": chosen.whole[0], "gradients": chosen.whole[1]}
        if plan.buffer_size:
            sections["buffers"] = evaluation.buffers.cpu().numpy()[place]
        if "line_search" in reports:
            sections |= {name: reports[name][place] for name in ("line_search", "line_start")}
        if evaluation.confusion is not None:
            sections["confusion"] = evaluation.confusion[place]
        if plan.timed:
            sections["time_gradients"] = evaluation.times.cpu().numpy()[place]
        if plan.examples:
            sections["sample_outputs"] = evaluation.sample_outputs(place)
        if overflown:
            sections = with_one_nan(sections)
        rows, epochs = due % self.cohort.rows, epochs[due].tolist()
        self.newest[rows] = epochs  # ascending: the last one stays
        seq_of = {epoch: record_seq(epoch) for epoch in {*epochs}}
        seqs = [seq_of[epoch] for epoch in epochs]
        frames = encode_frames(plan.frame_schema, seqs, sections)
        for row, seq, epoch, frame in zip(rows.tolist(), seqs, epochs, frames, strict=True):
            self.made[row].append((seq, epoch, frame))

    def _due(self, watched: np.ndarray, epochs: np.ndarray) -> np.ndarray:
        """Those of the watched moments whose rows have come as far, and have no later key frame yet."""
        rows, epochs = watched % self.cohort.rows, epochs[watched]
        come = np.array([state.epoch for state in self.cohort.states])
        return watched[(self.newest[rows] < epochs) & (epochs <= come[rows])]


def with_one_nan(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """NaN has many bit patterns, and which one arithmetic leaves depends on its path; what is stored knows only one."""
    return {name: np.where(np.isnan(a), np.array(np.nan, a.dtype), a) if a.dtype.kind == "f" else a for name, a in arrays.items()}
