"""A run in a trainer's hands: its plan and state, what was trained since the last commit, and what was asked of it."""

from collections import deque
from time import monotonic

import numpy as np
import torch

from engine.device import CPU
from engine.plan import Plan
from engine.state import State as EngineState
from engine.training import Member, Outcome
from playground.runs import recipes
from playground.runs.models import Command, Run
from playground.runs.states import State
from playground.training.commits import Parcel
from playground.training.pace import MANY, QUANTUM, Cadence, Pace, Rhythm
from playground.training.replay import Replay
from playground.training.tracing import Trace

SELDOM = 3.0  # seconds between two commits of a cell on its way


class Held:
    """One claimed run. Nothing here is true until `commits.commit` stored it."""

    def __init__(
        self,
        run: Run,
        plan: Plan,
        state: EngineState,
        rungs: list[tuple[int, int]],
        replay: Replay | None,
        device: torch.device = CPU,
    ):
        self.run, self.plan, self.state, self.device = run, plan, state, device
        self.rungs, self.replay = rungs, replay  # stored checkpoints as (epoch, step); stored records to meet again
        self.pace, self.cadence = Pace(run.speed), Cadence()
        self.columns: list[dict[str, np.ndarray]] = []
        self.frames: list[tuple[int, int, bytes]] = []
        self.seconds: list[np.ndarray] = []
        self.trace = Trace()
        self.commands: deque[Command] = deque()
        self.seen = 0  # id of the newest command taken from the database
        self.stepping: Command | None = None
        self.steps_left = 0
        self.done: list[tuple[int, str]] = []
        self.ended: tuple[State, dict] | None = None  # by a person, or by an error
        self.new_recipe = self.urgent = False
        self.saved_at, self.last_turn = monotonic(), 0.0
        self.alone_for = 0.0  # seconds trained alone, as a suspect
        self.step_seconds: float | None = None  # of one batch, once measured
        self.estimate = recipes.estimate(plan.spec).seconds_per_epoch

    @property
    def quiet(self) -> bool:
        """A sweep's cell: nobody watches it closely, so it keeps no key frames and is stored seldom."""
        return self.run.sweep_id is not None and self.run.detail_level != "full"

    @property
    def key(self) -> str:
        """Runs of one key may share tensors and cost the same."""
        return self.plan.cohort_key if self.device == CPU else f"{self.plan.cohort_key} {self.device}"

    @property
    def member(self) -> Member:
        return Member(self.plan, self.state, self.device, frames=not self.quiet)

    @property
    def replaying(self) -> bool:
        """Whether it is still retraining what is stored already."""
        return self.state.step < self.run.step or self.state.seq < self.run.seq

    @property
    def at_rung(self) -> bool:
        """Whether it has come as far as it may before the others of its sweep have."""
        return self.run.rung is not None and self.state.epoch >= self.run.rung and not self.replaying

    @property
    def mid_epoch(self) -> bool:
        return self.state.batch > 0

    @property
    def over(self) -> bool:
        """Nothing is left to train, whatever is asked short of more epochs."""
        return self.ended is not None or (self.state.stopped is not None and not self.replaying)

    @property
    def idle(self) -> bool:
        """It rests as soon as this is committed."""
        resting = self.run.holding and not self.stepping and not self.commands and self.state.seq > 0
        return self.over or self.at_rung or (resting and not self.replaying)

    @property
    def untouched(self) -> bool:
        """A run that was started paused: it records epoch 0 and rests."""
        return self.state.seq == 0 and self.run.holding and not self.stepping and not self.commands

    def slice(self) -> int:
        """Single batches that fit one quantum; 1 until one was measured."""
        return max(1, int(QUANTUM / self.step_seconds)) if self.step_seconds else 1

    def wants(self, now: float) -> int:
        """Epochs it should be trained by now; 0 = none."""
        owed = self._owed(now)
        return owed if self.run.rung is None else min(owed, max(0, self.run.rung - self.state.epoch))

    def _owed(self, now: float) -> int:
        if self.idle:
            return 0
        if self.untouched:
            return 1
        if self.stepping:
            return 1 if self.stepping.payload.get("batches") else self.steps_left
        if self.replaying and self.run.epoch > self.state.epoch:
            return self.run.epoch - self.state.epoch  # what is stored comes at once; from there on at its own pace
        return MANY if self.replaying or self.run.suspect else self.pace.due(now)

    def take(self, outcome: Outcome, seconds: float) -> None:
        """Keep what a quantum gave. Raises replay.Differs when retrained records are not the stored ones."""
        self.cadence.trained(monotonic())
        epochs = outcome.state.epoch - self.state.epoch
        self.pace.count(epochs)
        self.alone_for += seconds if self.run.suspect else 0
        first, columns, rows = outcome.first_seq, outcome.columns, outcome.rows
        if self.replay:
            first, columns = self.replay.check(first, columns)
            rows = len(columns["epoch"])
        if rows:
            self.columns.append(columns)
            self.seconds.append(np.full(rows, seconds / max(epochs, 1), np.float32))
            if not self.quiet:  # no thumbnail will be drawn of it
                self.trace.add(first, columns)
            self.run.probe = None
        self.frames += [frame for frame in outcome.key_frames if frame[0] > self.run.frame_seq]
        self.state = outcome.state
        if outcome.probe and self.stepping:
            self.run.probe = recipes.as_json(outcome.probe)

    @property
    def dirty(self) -> bool:
        moved = (self.state.seq, self.state.step) != (self.run.seq, self.run.step)
        return bool(self.done) or self.new_recipe or self.idle or (moved and not self.replaying)

    def commit_due(self, now: float, rhythm: Rhythm) -> bool:
        if self.quiet and not self.urgent:
            return self.dirty and now >= (rhythm.due() if self.idle else max(rhythm.due(), self.saved_at + SELDOM))
        return self.dirty and (self.urgent or self.idle or self.run.suspect or now >= self.cadence.due(rhythm))

    def committed(self, parcel: Parcel, now: float) -> None:
        """The parcel is stored: forget what it held."""
        run = self.run
        for name, value in parcel.row.items():
            setattr(run, name, value)
        if parcel.recipe:
            run.spec, run.cohort_key = parcel.recipe["spec"], parcel.recipe["cohort_key"]
        if parcel.checkpoint:
            self.rungs = [rung for rung in self.rungs if rung[1] not in parcel.spare]
            self.rungs.append(parcel.checkpoint[:2])
            self.saved_at = now
        if not self.replaying:
            self.columns, self.frames, self.seconds = [], [], []
        self.done = self.done[len(parcel.done) :]
        self.new_recipe = self.urgent = False
        self.cadence.committed()
