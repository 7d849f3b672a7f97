"""A run in a trainer's hands: its plan and state, what was trained since the last commit, and what was asked of it."""

from collections import deque
from time import monotonic

import numpy as np

from engine import checkpoint
from engine.plan import Plan
from engine.records import encode
from engine.state import State as EngineState
from engine.training import Member, Outcome
from playground.runs import recipes
from playground.runs.models import Command, Run
from playground.runs.states import OUTCOMES, State
from playground.training.claims import DIED_AT
from playground.training.commits import Parcel
from playground.training.ladder import spare_rungs
from playground.training.pace import MANY, QUANTUM, Cadence, Pace
from playground.training.replay import Replay

SMALL = 64 * 1024  # bytes of a checkpoint that goes with every commit; larger ones may lag
LAG = 5.0  # seconds
TRIAL = 0.5  # seconds of training epoch by epoch before one whose trainer died may have company again
SCORES = ("test_accuracy", "test_r2")


class Held:
    """One claimed run. Nothing here is true until `commits.commit` stored it."""

    def __init__(self, run: Run, plan: Plan, state: EngineState, rungs: list[tuple[int, int]], replay: Replay | None):
        self.run, self.plan, self.state = run, plan, state
        self.rungs, self.replay = rungs, replay  # stored checkpoints as (epoch, step); stored records to meet again
        self.pace, self.cadence = Pace(run.speed), Cadence()
        self.columns: list[dict[str, np.ndarray]] = []
        self.frames: list[tuple[int, int, bytes]] = []
        self.seconds: list[np.ndarray] = []
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
    def key(self) -> str:
        return self.plan.cohort_key

    @property
    def member(self) -> Member:
        return Member(self.plan, self.state)

    @property
    def replaying(self) -> bool:
        """Whether it is still retraining what is stored already."""
        return self.state.step < self.run.step or self.state.seq < self.run.seq

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
        return self.over or (resting and not self.replaying)

    @property
    def untouched(self) -> bool:
        """A run that was started paused: it records epoch 0 and rests."""
        return self.state.seq == 0 and self.run.holding and not self.stepping and not self.commands

    def slice(self) -> int:
        """Single batches that fit one quantum; 1 until one was measured."""
        return max(1, int(QUANTUM / self.step_seconds)) if self.step_seconds else 1

    def wants(self, now: float) -> int:
        """Epochs it should be trained by now; 0 = none."""
        if self.idle:
            return 0
        if self.untouched:
            return 1
        if self.stepping:
            return 1 if self.stepping.payload.get("batches") else self.steps_left
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
            self.run.probe = None
        self.frames += [frame for frame in outcome.key_frames if frame[0] > self.run.frame_seq]
        self.state = outcome.state
        if outcome.probe and self.stepping:
            self.run.probe = recipes.as_json(outcome.probe)

    @property
    def dirty(self) -> bool:
        moved = (self.state.seq, self.state.step) != (self.run.seq, self.run.step)
        return bool(self.done) or self.new_recipe or self.idle or (moved and not self.replaying)

    def commit_due(self, now: float) -> bool:
        return self.dirty and (self.urgent or self.idle or self.run.suspect or now >= self.cadence.due())

    def parcel(self, give_back: bool = False) -> Parcel:
        """What to commit now. `give_back`: let another trainer go on with it."""
        run, replaying = self.run, self.replaying
        state, detail = self._standing(give_back)
        release = state != State.TRAINING
        parcel = Parcel(run.id, run.fence, (run.seq, run.step), {}, run.attempt, done=list(self.done), release=release)
        if not replaying:
            parcel.chunk, parcel.frames = self._chunk(), list(self.frames)
            self._checkpoint(parcel)
        progressed = self.state.step > run.step or self.state.seq > run.seq or self.over
        # One whole quantum alone: at least as far as the company it died in can have come since its last commit.
        probation = TRIAL if run.deaths else QUANTUM
        suspect = run.suspect and not self.over and not (progressed and self.alone_for >= probation)
        parcel.row = {
            "state": state,
            "detail": detail,
            "holding": run.holding,
            "speed": run.speed,
            "epochs": self.plan.spec.training.epochs,
            "epoch": run.epoch if replaying else self.state.epoch,
            "step": run.step if replaying else self.state.step,
            "seq": run.seq if replaying else self.state.seq,
            "frame_seq": parcel.frames[-1][0] if parcel.frames else run.frame_seq,
            "probe": run.probe,
            "trainer_id": None if parcel.release else run.trainer_id,
            "fingerprint": run.fingerprint,
            "suspect": suspect,
            "deaths": run.deaths if suspect else 0,
            **self._scores(),
        }
        if self.new_recipe:
            parcel.recipe = {"spec": recipes.expanded(self.plan.spec), "cohort_key": self.plan.cohort_key}
        return parcel

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

    def _standing(self, give_back: bool) -> tuple[State, dict]:
        marks = ("attempts", DIED_AT) if self.run.suspect else ("attempts",)
        kept = {mark: self.run.detail[mark] for mark in marks if mark in self.run.detail}
        if self.ended:
            return self.ended[0], {**kept, **self.ended[1]}
        if self.over:
            reason = self.state.stopped
            return OUTCOMES[reason], {**kept, "reason": reason, "epoch": self.state.epoch, **self.state.detail}
        if self.idle:
            return State.PAUSED, kept
        return (State.WAITING if give_back else State.TRAINING), kept

    def _chunk(self) -> tuple[int, int, bytes, bytes] | None:
        if not self.columns:
            return None
        columns = {name: np.concatenate([part[name] for part in self.columns]) for name in self.columns[0]}
        rows = len(columns["epoch"])
        first = self.state.seq - rows
        seconds = np.concatenate(self.seconds).astype("<f4").tobytes()
        return first, rows, encode(self.plan.schema, first, columns), seconds

    def _checkpoint(self, parcel: Parcel) -> None:
        """Put a checkpoint into the parcel: always for small states, else every 5 s and when the run is given back."""
        run, state = self.run, self.state
        if self.rungs and self.rungs[-1][1] == state.step:
            return
        small = 16 * self.plan.size <= SMALL
        if not (small or parcel.release or run.suspect or monotonic() - self.saved_at >= LAG or not self.rungs):
            return
        data = checkpoint.save(state)
        parcel.checkpoint = (state.epoch, state.step, state.seq, data, recipes.bytes_digest(data))
        parcel.spare = spare_rungs([*self.rungs, (state.epoch, state.step)])

    def _scores(self) -> dict[str, float | None]:
        """Last and best test metric and last loss, as columns a list can sort by; non-finite numbers are left empty."""
        run = self.run
        scores = {"best_metric": run.best_metric, "last_metric": run.last_metric, "last_loss": run.last_loss}
        if not self.columns or self.replaying:
            return scores
        newest = self.columns[-1]
        scores["last_loss"] = _finite(newest["test_loss"][-1])
        name = next((name for name in SCORES if name in newest), None)
        if name:
            scores["last_metric"] = _finite(newest[name][-1])
            values = np.concatenate([part[name] for part in self.columns])
            values = values[np.isfinite(values)]
            if len(values):
                best = float(values.max())
                scores["best_metric"] = best if run.best_metric is None else max(best, run.best_metric)
        return scores


def _finite(value) -> float | None:
    return float(value) if np.isfinite(value) else None
