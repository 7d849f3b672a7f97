"""From training to records: snapshots at each epoch's end, measured in one go, and the rules that stop a member."""

from __future__ import annotations

import copy

import numpy as np

from engine.cohort import Cohort, brought
from engine.divergence import bad_moments, first_bad, is_linear_fit
from engine.evaluation import Evaluation
from engine.instruments import registry as instruments
from engine.instruments.base import Snapshot
from engine.key_frames import NAMES, KeyFrames, with_one_nan
from engine.passes import Passes
from engine.records import DENSE_EPOCHS, is_record, record_seq
from engine.state import State
from engine.stopping import Moment, judge, watches_losses

RECORDS = [entry for entry in instruments if entry.cadence == "record"]
ANSWERS_AT_ONCE = 400_000  # answers of all layers in one pass: beyond it a wider one saves nothing
NUMBERS_KEPT = 250_000  # parameters, and outputs, of the moments measured together: as many as stay in a processor's cache
OUTPUTS_KEPT = 1_000_000


class Recorder:
    """Watches a cohort: when to stop whom, what to record, and each member's state at its last valid moment.

    A *moment* is one epoch's end of one row. Runs without rules that watch their losses are evaluated several epochs at a
    time, as far as that saves anything: moments stand epoch by epoch, each with all rows.
    """

    def __init__(self, cohort: Cohort, deferred: int):
        self.cohort, plan = cohort, cohort.plan
        answers = sum(slot.fan_out + 1 for slot in plan.slots) * (plan.train_count + plan.test_count)
        stops = any(watches_losses(p) for p in cohort.plans)
        self.watched = stops or is_linear_fit(plan)  # something may end or change a member before its last epoch
        outputs = plan.slots[-1].fan_out * (plan.train_count + plan.test_count)
        kept = min(NUMBERS_KEPT // (plan.size * cohort.rows), OUTPUTS_KEPT // (outputs * cohort.rows))
        in_one = min(deferred, ANSWERS_AT_ONCE // (answers * cohort.rows))  # epochs that go in one pass
        self.in_one, self.deferred = (1, 1) if stops else (_power(in_one), _power(max(in_one, min(deferred, kept))))
        self.overflown = False  # some number of the moments measured last is none
        self.evaluations: dict[int, Evaluation] = {}
        self.passes: dict[int, Passes] = {}

    def begin(self, states: list[State], epochs: int, frames: list[bool] | None = None) -> None:
        """Gather the states; members that never trained record epoch 0. `frames`: who wants key frames, by default all."""
        cohort = self.cohort
        framed = {cohort.row_of[member] for member in range(cohort.rows) if frames is None or frames[member]}
        plans = [cohort.plans[cohort.row_of[member]] for member in range(cohort.rows)]
        cohort.load([copy.copy(state).reopened(plan) for state, plan in zip(states, plans, strict=True)])
        self.states = cohort.states
        for state in self.states:
            state.memory, state.detail = dict(state.memory), dict(state.detail)
        self.left = [
            0 if s.stopped else min(epochs, p.spec.training.epochs - s.epoch)
            for s, p in zip(self.states, cohort.plans, strict=True)
        ]
        self.limits = [plan.spec.training.epochs for plan in cohort.plans]
        self.first_seq = [state.seq for state in self.states]
        self.trained, self.valid = 0, [0] * cohort.rows
        self.columns: list[dict[str, np.ndarray]] = []
        self.zero: dict[str, np.ndarray] | None = None
        self.frames = KeyFrames(cohort, framed)
        self.finals = {row: cohort.tensors(row) for row, left in enumerate(self.left) if left <= 0}
        fresh = [row for row, state in enumerate(self.states) if state.seq == 0]
        if fresh:
            self._epoch_zero(fresh)
        self.before = cohort.copy()

    def due(self) -> bool:
        """Whether any member still trains."""
        return len(self.finals) < self.cohort.rows

    def stretch(self, most: int) -> int:
        """Epochs to train before the next :meth:`record`."""
        left = min(left for row, left in enumerate(self.left) if row not in self.finals)
        room = min(most, self.deferred, left - self.trained)
        if self.frames.dense():
            room = min(room, self.in_one)  # nearly every epoch is a key frame: its activations are those of the pass just made
        self.moments = room * self.cohort.rows
        self.kept: list[tuple[np.ndarray, np.ndarray]] = []
        return room

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
        self.kept.append((cohort.rates_now[-1], cohort.penalties.now(), cohort.reported()))
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
        self.frames.watch(self._evaluation(), epochs)
        columns, snapshot = self._measure(epochs, steps, rates, penalties)
        self.columns.append(columns)
        bad, largest = bad_moments(cohort.plan, columns, snapshot)
        if self.watched or bad.any():
            for moment, epoch in enumerate(epochs):
                row = moment % cohort.rows
                if row not in self.finals:
                    self.valid[row] += 1
                    self._judge(row, moment, int(epoch), columns, bool(bad[moment]), float(largest[moment]))
        else:
            self._advance(epochs, steps)
        self.frames.make(self._evaluation(), epochs, snapshot, self.reports, self.overflown)
        if self.due():
            self.before = cohort.copy()

    # -- measuring ---------------------------------------------------------------------------------------------------

    def _evaluation(self) -> Evaluation:
        cohort, epochs = self.cohort, self.moments // self.cohort.rows
        size = self.deferred if epochs > self.in_one else _buffers(epochs)
        if size not in self.evaluations:
            rows, facts = min(size, self.in_one) * cohort.rows, (cohort.loss_settings, cohort.device)
            if rows not in self.passes:
                self.passes[rows] = Passes(cohort.plans, rows, *facts)
            self.evaluations[size] = Evaluation(cohort.plans, size * cohort.rows, *facts, self.passes[rows])
        self.evaluations[size].used = self.moments
        return self.evaluations[size]

    def _measure(self, epochs, steps, rates, penalties) -> tuple[dict[str, np.ndarray], Snapshot]:
        """Columns (moments,) of every record column, and the snapshot they were read from."""
        evaluation, plan = self._evaluation(), self.cohort.plan
        snapshot = Snapshot(plan, *evaluation.snapshot())
        columns = {"epoch": epochs, "step": steps, "gradient_evaluations": steps * plan.gradients_a_step, "lr": rates}
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if evaluation.drops:
                evaluation.drop(epochs)
            columns |= evaluation.losses() | evaluation.metrics()
            columns["penalty"] = evaluation.penalty(penalties)
            columns |= {
                name: values for name, values in self.reports.items() if name in columns or name in plan.spec.optimizer.columns
            }
            columns["grad_norm"] = np.sqrt(snapshot.gradient_sums[1].sum(axis=1))
            for entry in RECORDS:
                values, name = entry.measure(snapshot), NAMES[entry]
                for place, slot in enumerate(plan.trained):
                    columns[f"layer.{slot.index}.{name}"] = values[:, place]
            typed = {name: np.array(values, dtype) for (name, dtype), values in _typed(plan, columns)}
        self.overflown = not np.isfinite(typed["grad_norm"] + typed["train_loss"] + typed["test_loss"]).all()
        return (with_one_nan(typed) if self.overflown else typed), snapshot

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
        self.frames.watch(evaluation, zeros, {*fresh})
        self.zero, snapshot = self._measure(zeros, zeros, cohort.rates_now[0], cohort.penalties.now(first=True))
        for row in fresh:
            self.states[row].seq = 1
        self.frames.make(evaluation, zeros, snapshot, self.reports, self.overflown, fresh=True)

    # -- stopping ----------------------------------------------------------------------------------------------------

    def _advance(self, epochs: np.ndarray, steps: np.ndarray) -> None:
        """What :meth:`_judge` does, at once for members none of which anything but their last epoch can end."""
        first, count = len(epochs) - self.cohort.rows, len(self.kept)  # the last moment of each row: a stretch ends with them
        epochs, steps = epochs[first:].tolist(), steps[first:].tolist()
        next_seq = {epoch: record_seq(epoch) + 1 for epoch in {*epochs}}
        for row, (state, epoch, step) in enumerate(zip(self.states, epochs, steps, strict=True)):
            if row in self.finals:
                continue
            state.epoch, state.seq, state.step, state.batch = epoch, next_seq[epoch], step, 0
            self.valid[row] += count
            if epoch >= self.limits[row]:
                state.stopped, state.detail = "finished", {"epoch": epoch}
            if state.stopped or self.valid[row] >= self.left[row]:
                self.finals[row] = self.cohort.tensors(row)

    def _judge(self, row: int, moment: int, epoch: int, columns: dict[str, np.ndarray], bad: bool, largest: float) -> None:
        """Advance a row's state to ``epoch`` and stop it where its own rules say so."""
        state, plan = self.states[row], self.cohort.plans[row]
        state.epoch, state.seq = epoch, record_seq(epoch) + 1
        state.step, state.batch = int(columns["step"][moment]), 0
        losses = (float(columns[name][moment]) for name in ("train_loss", "test_loss"))
        lost = judge(plan, state, Moment(epoch, *losses, bad, largest))
        if bad:
            state.detail |= first_bad(plan, self.cohort.as_state(self.before, row), epoch, self.cohort.device)
        if state.stopped or self.valid[row] >= self.left[row]:
            self.finals[row] = self.cohort.tensors(row)
            if lost:  # it may have gone on to the end of its stretch: the state is that of the bad epoch
                self.finals[row]["params"] = brought(self._evaluation().params[moment])
                self.finals[row]["buffers"] = brought(self._evaluation().buffers[moment])

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
            result.append((state, self.first_seq[row], self._recorded(columns), self.frames.made[row]))
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


def _power(most: int) -> int:
    """The largest power of two up to ``most``, at least 1."""
    return 1 << (max(1, most).bit_length() - 1)


def _buffers(epochs: int) -> int:
    """For how many epochs there are buffers where so many are wanted: 1, 2, 3, 4, 6, 8, 12, 16 … – few sizes, little room."""
    power = _power(epochs)
    return next(size for size in (power, 3 * power // 2, 2 * power) if size >= epochs)


_DTYPES = {"f32": np.float32, "u32": np.uint32, "f64": np.float64}


def _typed(plan, columns: dict) -> list:
    return [((name, _DTYPES[kind]), columns[name]) for name, kind, _ in plan.schema.columns]
