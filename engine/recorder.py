"""From training to records: snapshots at each epoch's end, measured in one go, and the rules that stop a member."""

from __future__ import annotations

import copy

import numpy as np

from engine.cohort import Cohort, brought
from engine.divergence import astray, bad_moments, first_bad
from engine.evaluation import Evaluation
from engine.instruments import registry as instruments
from engine.instruments.base import Snapshot
from engine.records import DENSE_EPOCHS, encode_frames, is_key_frame, is_record, record_seq
from engine.state import State

RECORDS = [entry for entry in instruments if entry.cadence == "record"]
FRAMES = [entry for entry in instruments if entry.cadence == "frame"]
NAMES = {entry: entry.model_fields["name"].default for entry in instruments}
ANSWERS_AT_ONCE = 400_000  # answers of all layers evaluated together: beyond it deferring saves nothing


class Recorder:
    """Watches a cohort: when to stop whom, what to record, and each member's state at its last valid moment.

    A *moment* is one epoch's end of one row. Runs without rules that watch their losses are evaluated several epochs at a
    time, as far as that saves anything: moments stand epoch by epoch, each with all rows.
    """

    def __init__(self, cohort: Cohort, deferred: int):
        self.cohort, plan = cohort, cohort.plan
        answers = sum(slot.fan_out + 1 for slot in plan.slots) * (plan.train_count + plan.test_count)
        watched = any(
            p.spec.training.patience or p.spec.training.stop_below or p.spec.schedule.watches_loss for p in cohort.plans
        )
        self.deferred = 1 if watched else max(1, min(deferred, ANSWERS_AT_ONCE // (answers * cohort.rows)))
        self.evaluations: dict[int, Evaluation] = {}

    def begin(self, states: list[State], epochs: int, frames: list[bool] | None = None) -> None:
        """Gather the states; members that never trained record epoch 0. `frames`: who wants key frames, by default all."""
        cohort = self.cohort
        self.framed = {cohort.row_of[member] for member in range(cohort.rows) if frames is None or frames[member]}
        plans = [cohort.plans[cohort.row_of[member]] for member in range(cohort.rows)]
        cohort.load([copy.copy(state).reopened(plan) for state, plan in zip(states, plans, strict=True)])
        self.states = cohort.states
        for state in self.states:
            state.memory, state.detail = dict(state.memory), dict(state.detail)
        self.left = [
            0 if s.stopped else min(epochs, p.spec.training.epochs - s.epoch)
            for s, p in zip(self.states, cohort.plans, strict=True)
        ]
        self.first_seq = [state.seq for state in self.states]
        self.trained, self.valid = 0, [0] * cohort.rows
        self.columns: list[dict[str, np.ndarray]] = []
        self.zero: dict[str, np.ndarray] | None = None
        self.key_frames: list[list[tuple[int, int, bytes]]] = [[] for _ in self.states]
        self.finals = {row: cohort.tensors(row) for row, left in enumerate(self.left) if left <= 0}
        fresh = [row for row, state in enumerate(self.states) if state.seq == 0]
        if fresh:
            self._epoch_zero(fresh)
        self.before = cohort.copy()

    def due(self) -> bool:
        """Whether any member still trains."""
        return len(self.finals) < self.cohort.rows

    def stretch(self, most: int) -> int:
        """Epochs to train before the next :meth:`record`: a power of two, so that few buffer sizes occur."""
        left = min(left for row, left in enumerate(self.left) if row not in self.finals)
        room = min(most, self.deferred, left - self.trained)
        epochs = 1 << (room.bit_length() - 1)
        self.moments = epochs * self.cohort.rows
        self.kept: list[tuple[np.ndarray, np.ndarray]] = []
        return epochs

    def keep(self) -> None:
        """Note the end of an epoch: parameters, last full batch's gradient and update, rates."""
        cohort, evaluation = self.cohort, self._evaluation()
        first = len(self.kept) * cohort.rows
        place = slice(first, first + cohort.rows)
        evaluation.params[place] = cohort.judged()
        evaluation.gradient[place] = cohort.kept_gradient
        evaluation.update[place] = cohort.kept_update
        if cohort.plan.buffer_size:
            evaluation.buffers[place] = cohort.buffers
        evaluation.times[place] = cohort.kept_times
        self.kept.append((cohort.rates_now[-1], cohort.penalties_now(), cohort.reported()))
        cohort.finish_epoch()
        self.trained += 1

    def record(self) -> None:
        """Measure what was kept, judge who stops, make key frames."""
        cohort, count = self.cohort, len(self.kept)
        back = np.repeat(np.arange(count - 1, -1, -1), cohort.rows)
        epochs = np.tile(cohort.epochs, count) - back
        steps = np.tile(cohort.steps, count) - back * cohort.plan.steps_per_epoch
        rates = np.concatenate([rate for rate, _, _ in self.kept])
        penalties = np.concatenate([penalty for _, penalty, _ in self.kept], axis=1)
        self.reports = {name: np.concatenate([report[name] for _, _, report in self.kept]) for name in self.kept[0][2]}
        columns, snapshot = self._measure(epochs, steps, rates, penalties)
        self.columns.append(columns)
        bad, largest = bad_moments(cohort.plan, columns, snapshot), np.abs(snapshot.params).max(axis=1)
        for moment, epoch in enumerate(epochs):
            row = moment % cohort.rows
            if row not in self.finals:
                self.valid[row] += 1
                self._judge(row, moment, int(epoch), columns, bool(bad[moment]), float(largest[moment]))
        self._frames(epochs, snapshot)
        if self.due():
            self.before = cohort.copy()

    # -- measuring ---------------------------------------------------------------------------------------------------

    def _evaluation(self) -> Evaluation:
        if self.moments not in self.evaluations:
            plans = self.cohort.plans * (self.moments // self.cohort.rows)
            self.evaluations[self.moments] = Evaluation(plans, self.moments, self.cohort.loss_settings, self.cohort.device)
        return self.evaluations[self.moments]

    def _measure(self, epochs, steps, rates, penalties) -> tuple[dict[str, np.ndarray], Snapshot]:
        """Columns (moments,) of every record column, and the snapshot they were read from."""
        evaluation, plan = self._evaluation(), self.cohort.plan
        snapshot = Snapshot(plan, *(kept.cpu().numpy() for kept in (evaluation.params, evaluation.gradient, evaluation.update)))
        columns = {"epoch": epochs, "step": steps, "gradient_evaluations": steps * plan.gradients_a_step, "lr": rates}
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if evaluation.drops:
                evaluation.drop(epochs)
            columns |= evaluation.losses() | evaluation.metrics()
            columns["penalty"] = evaluation.penalty(penalties)
            columns |= {
                name: values for name, values in self.reports.items() if name in columns or name in plan.spec.optimizer.columns
            }
            columns["grad_norm"] = np.sqrt(snapshot.gradient_squares.sum(axis=1))
            for entry in RECORDS:
                values, name = entry.measure(snapshot), NAMES[entry]
                for place, slot in enumerate(plan.trained):
                    columns[f"layer.{slot.index}.{name}"] = values[:, place]
            typed = {name: np.array(values, dtype) for (name, dtype), values in _typed(plan, columns)}
        self.overflown = not np.isfinite(typed["grad_norm"] + typed["train_loss"] + typed["test_loss"]).all()
        return (_with_one_nan(typed) if self.overflown else typed), snapshot

    def _epoch_zero(self, fresh: list[int]) -> None:
        """The record before any step: gradients of the first batch, no update."""
        cohort, self.moments = self.cohort, self.cohort.rows
        cohort.prepare()
        evaluation = self._evaluation()
        evaluation.buffers.copy_(cohort.buffers)
        cohort.gradients(0)
        cohort.buffers.copy_(evaluation.buffers)  # the batch will be seen again, by the first step: it counts then
        cohort.keep_times(0)
        evaluation.times.copy_(cohort.kept_times)
        evaluation.params.copy_(cohort.params)
        evaluation.gradient.copy_(cohort.gradient)
        evaluation.update.zero_()
        zeros = np.zeros(cohort.rows, int)
        self.reports = cohort.reported()
        self.zero, snapshot = self._measure(zeros, zeros, cohort.rates_now[0], cohort.penalties_now(first=True))
        for row in fresh:
            self.states[row].seq = 1
        self._frames(zeros, snapshot, fresh)

    def _frames(self, epochs: np.ndarray, snapshot: Snapshot, rows: list[int] | None = None) -> None:
        """Key frames of the moments that are due one."""
        if not self.framed:
            return
        plan, evaluation, due = self.cohort.plan, self._evaluation(), []
        for moment, epoch in enumerate(epochs):
            row = moment % self.cohort.rows
            if row not in self.framed:
                continue
            wanted = row in rows if rows is not None else self.first_epoch(row) < epoch <= self.states[row].epoch
            if wanted and is_key_frame(int(epoch), plan.dense_frames):
                due.append(moment)
        if not due:
            return
        place = slice(None) if len(due) == len(epochs) else np.array(due)
        chosen = Snapshot(
            plan, snapshot.whole[0][place], snapshot.whole[1][place], snapshot.whole[2][place], evaluation.activations(place)
        )
        with np.errstate(over="ignore", invalid="ignore"):
            sections = {NAMES[entry]: entry.measure(chosen) for entry in FRAMES}
        sections |= {"weights": chosen.whole[0], "gradients": chosen.whole[1]}
        if plan.buffer_size:
            sections["buffers"] = evaluation.buffers.cpu().numpy()[place]
        if "line_search" in self.reports:
            sections |= {name: self.reports[name][place] for name in ("line_search", "line_start")}
        if evaluation.confusion is not None:
            sections["confusion"] = evaluation.confusion[place]
        if plan.timed:
            sections["time_gradients"] = evaluation.times.cpu().numpy()[place]
        if plan.examples:
            sections["sample_outputs"] = evaluation.sample_outputs(place)
        if self.overflown:
            sections = _with_one_nan(sections)
        seqs = [record_seq(int(epochs[moment])) for moment in due]
        for moment, seq, frame in zip(due, seqs, encode_frames(plan.frame_schema, seqs, sections), strict=True):
            self.key_frames[moment % self.cohort.rows].append((seq, int(epochs[moment]), frame))

    def first_epoch(self, row: int) -> int:
        """Epoch of the newest key frame or −1."""
        return self.key_frames[row][-1][1] if self.key_frames[row] else -1

    # -- stopping ----------------------------------------------------------------------------------------------------

    def _judge(self, row: int, moment: int, epoch: int, columns: dict[str, np.ndarray], bad: bool, largest: float) -> None:
        """Advance a row's state to ``epoch`` and stop it where its own rules say so."""
        state, plan = self.states[row], self.cohort.plans[row]
        state.epoch, state.seq = epoch, record_seq(epoch) + 1
        state.step, state.batch = int(columns["step"][moment]), 0
        training, test_loss = plan.spec.training, float(columns["test_loss"][moment])
        memory = plan.spec.schedule.observe(epoch, test_loss, state.memory) if plan.spec.schedule.watches_loss else state.memory
        if training.patience is not None:
            memory = _wait(memory, test_loss)
        lost, state.memory = astray(plan, memory, float(columns["train_loss"][moment]), largest)
        if bad:
            state.stopped = "diverged"
            state.detail = first_bad(plan, self.cohort.as_state(self.before, row), epoch, self.cohort.device)
        elif lost:
            state.stopped = "diverged"
            state.detail = {"layer": plan.slots[-1].index, "step": state.step}
        elif training.stop_below is not None and columns["train_loss"][moment] < training.stop_below:
            state.stopped = "threshold"
        elif training.patience is not None and state.memory["waited"] >= training.patience:
            state.stopped = "patience"
        elif epoch >= training.epochs:
            state.stopped = "finished"
        if state.stopped:
            state.detail = {"epoch": epoch} | state.detail
        if state.stopped or self.valid[row] >= self.left[row]:
            self.finals[row] = self.cohort.tensors(row)
            if bad or lost:  # it may have gone on to the end of its stretch: the state is that of the bad epoch
                self.finals[row]["params"] = brought(self._evaluation().params[moment])
                self.finals[row]["buffers"] = brought(self._evaluation().buffers[moment])

    def probe(self) -> dict:
        """The newest batch's step, loss and gradient norm, for a person who goes batch by batch."""
        return self.cohort.probe()

    def outcomes(self) -> list[tuple]:
        """(state, first_seq, columns, key frames) of every member, in the order the plans were given."""
        joined = {}
        if self.columns:
            rows = self.cohort.rows
            joined = {name: np.concatenate([block[name] for block in self.columns]).reshape(-1, rows) for name in self.columns[0]}
        result = []
        for member in range(self.cohort.rows):
            row = self.cohort.row_of[member]
            state = self.states[row]
            for name, value in (self.finals.get(row) or self.cohort.tensors(row)).items():
                setattr(state, name, value)
            if row not in self.finals and self.cohort.batch_index:
                self._midway(state, row)
            columns = {name: values[: self.valid[row], row] for name, values in joined.items()}
            if self.first_seq[row] == 0:
                columns = {
                    name: np.concatenate([self.zero[name][row : row + 1], columns.get(name, ())]).astype(self.zero[name].dtype)
                    for name in self.zero
                }
            result.append((state, self.first_seq[row], self._recorded(columns), self.key_frames[row]))
        return result

    def _midway(self, state: State, row: int) -> None:
        cohort = self.cohort
        state.step, state.batch = cohort.steps[row], cohort.batch_index
        state.gradient, state.update = brought(cohort.kept_gradient[row]), brought(cohort.kept_update[row])
        state.times = brought(cohort.kept_times[row])

    def _recorded(self, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        if not columns or not len(columns["epoch"]):
            return {name: np.zeros(0, _DTYPES[kind]) for name, kind, _ in self.cohort.plan.schema.columns}
        if columns["epoch"][-1] <= DENSE_EPOCHS:
            return columns
        keep = np.array([is_record(int(epoch)) for epoch in columns["epoch"]], bool)
        return {name: values[keep] for name, values in columns.items()}


def _with_one_nan(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """NaN has many bit patterns, and which one arithmetic leaves depends on its path; what is stored knows only one."""
    return {name: np.where(np.isnan(a), np.array(np.nan, a.dtype), a) if a.dtype.kind == "f" else a for name, a in arrays.items()}


_DTYPES = {"f32": np.float32, "u32": np.uint32, "f64": np.float64}


def _typed(plan, columns: dict) -> list:
    return [((name, _DTYPES[kind]), columns[name]) for name, kind, _ in plan.schema.columns]


def _wait(memory: dict[str, float], test_loss: float) -> dict[str, float]:
    """Epochs since the best test loss; a loss must be smaller to count as better."""
    if test_loss < memory.get("best", float("inf")):
        return memory | {"best": test_loss, "waited": 0}
    return memory | {"waited": memory.get("waited", 0) + 1}
