"""The loop: train a cohort epoch by epoch and record each.

for every epoch
    for every batch:  forward · loss gradient · backward · penalties · clip · update      (Cohort.step)
    full pass over training and test split, metrics, gradient statistics                  (Recorder.record)
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import torch

from engine import hyper
from engine.cohort import Cohort
from engine.device import training_on
from engine.plan import Plan
from engine.probe import probe
from engine.recorder import Recorder
from engine.state import State


@dataclass(frozen=True)
class Member:
    """A run to train: what it is, where it stands, and the device it trains on (None: where such a plan trains here)."""

    plan: Plan
    state: State
    device: torch.device | None = None
    frames: bool = True  # whether key frames are wanted: a record never depends on it

    @property
    def place(self) -> torch.device:
        return self.device or self.plan.device


@dataclass
class Outcome:
    """What one member's training gave: its new state, its records (equal-length columns) and its key frames."""

    state: State
    first_seq: int
    columns: dict[str, np.ndarray]
    key_frames: list[tuple[int, int, bytes]] = field(default_factory=list)  # (seq, epoch, bytes)
    probe: dict | None = None

    @property
    def rows(self) -> int:
        return len(self.columns["epoch"])


DEFERRED = 64  # epochs of a lone run whose evaluation is done in one go
_prepared: OrderedDict[tuple, tuple[list[Plan], Cohort, Recorder]] = OrderedDict()  # by plans and device
KEPT = 6  # prepared cohorts kept between calls: buffers, not truth


@torch.inference_mode()
def train(members: list[Member], epochs: int) -> list[Outcome]:
    """Train each member by up to ``epochs`` epochs; outcomes in the members' order.

    Members share one cohort key. A fresh state records epoch 0 first. A member stops by itself at its own limits.
    No bit of a record depends on the company or on how ``epochs`` is cut. Raises ValueError for mixed keys and for
    states in mid-epoch in company.
    """
    if len({member.plan.cohort_key for member in members}) > 1:
        raise ValueError("members of one cohort must have one cohort key")
    outcomes: list[Outcome | None] = [None] * len(members)
    for places in _alike(members, epochs):
        group = [members[place] for place in places]
        cohort, recorder = _workspace([member.plan for member in group], group[0].place)
        with training_on(cohort.device):
            recorder.begin([member.state for member in group], epochs, [member.frames for member in group])
            while recorder.due():
                count = recorder.stretch(DEFERRED)
                for _ in range(count):
                    cohort.prepare()
                    cohort.run()
                    recorder.keep()
                recorder.record()
        for place, outcome in zip(places, recorder.outcomes(), strict=True):
            outcomes[place] = Outcome(*outcome)
    return outcomes


@torch.inference_mode()
def train_batches(member: Member, batches: int) -> Outcome:
    """Make ``batches`` single steps, alone. ``probe`` tells the newest step's batch loss and gradient norms."""
    cohort, recorder = _workspace([member.plan], member.place)
    told = None
    with training_on(cohort.device):
        recorder.begin([member.state], batches, [member.frames])
        for _ in range(batches):
            if not recorder.due():
                break
            cohort.prepare(cohort.batch_index + 1)
            cohort.run()
            told = probe(cohort)
            if cohort.batch_index == member.plan.steps_per_epoch:
                recorder.stretch(1)
                recorder.keep()
                recorder.record()
    return Outcome(*recorder.outcomes()[0], told)


def _alike(members: list[Member], epochs: int) -> list[list[int]]:
    """Places of members that may share rows: same penalties switched on throughout, none in mid-epoch with others.

    On a GPU everybody is alone: its library chooses how to multiply by the number of rows too, and a run keeps its bits.
    """
    groups: dict[tuple, list[int]] = {}
    for place, member in enumerate(members):
        plan, state = member.plan, member.state
        elsewhere = member.place.type != "cpu"
        alone = elsewhere or plan.alone or plan.spec.optimizer.alone or state.batch > 0 or _switches(plan, state.epoch, epochs)
        groups.setdefault((place,) if alone else hyper.switched_on(plan, state.epoch + 1), []).append(place)
    return list(groups.values())


def _switches(plan: Plan, epoch: int, epochs: int) -> bool:
    """Whether an edit turns a penalty on or off within the epochs to come."""
    if not any(edit.path.startswith("regularization") for edit in plan.spec.edits):
        return False
    last = min(epoch + epochs, plan.spec.training.epochs)
    return len({hyper.switched_on(plan, e) for e in range(epoch + 1, last + 1)}) > 1


def _workspace(plans: list[Plan], device: torch.device) -> tuple[Cohort, Recorder]:
    """Buffers for these very plans, reused from call to call."""
    key = (device.type, *(id(plan) for plan in plans))
    if key not in _prepared:
        cohort = Cohort(plans, device)
        _prepared[key] = (plans, cohort, Recorder(cohort, DEFERRED))
        while len(_prepared) > KEPT:
            _prepared.popitem(last=False)
    _prepared.move_to_end(key)
    return _prepared[key][1:]
