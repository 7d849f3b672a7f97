"""When a member's training ends: by its own limits, by its rules, or because it has diverged."""

from __future__ import annotations

from dataclasses import dataclass

from engine.divergence import astray
from engine.plan import Plan
from engine.state import State


@dataclass(frozen=True)
class Moment:
    """What an epoch's end of one member is judged by. ``bad``: its training loss or a weight is no finite number, or beyond all
    bounds; ``largest``: its largest weight's magnitude."""

    epoch: int
    train_loss: float
    test_loss: float
    bad: bool
    largest: float


def watches_losses(plan: Plan) -> bool:
    """Whether a loss may end the run, or change its rate, before its last epoch."""
    training = plan.spec.training
    return bool(training.patience or training.stop_below or plan.spec.schedule.watches_loss)


def judge(plan: Plan, state: State, at: Moment) -> bool:
    """Note in ``state`` what this epoch's end means: its rules' memory, and why it stops there, if it does. Whether it is lost:
    diverged, so that nothing after this moment counts."""
    training, schedule = plan.spec.training, plan.spec.schedule
    memory = schedule.observe(at.epoch, at.test_loss, state.memory) if schedule.watches_loss else state.memory
    if training.patience is not None:
        memory = _wait(memory, at.test_loss)
    strayed, state.memory = astray(plan, memory, at.train_loss, at.largest)
    if at.bad or strayed:
        state.stopped = "diverged"
    elif training.stop_below is not None and at.train_loss < training.stop_below:
        state.stopped = "threshold"
    elif training.patience is not None and state.memory["waited"] >= training.patience:
        state.stopped = "patience"
    elif at.epoch >= training.epochs:
        state.stopped = "finished"
    if state.stopped:
        state.detail = {"epoch": at.epoch}
    if strayed and not at.bad:
        state.detail |= {"layer": plan.slots[-1].index, "step": state.step}
    return at.bad or strayed


def _wait(memory: dict[str, float], test_loss: float) -> dict[str, float]:
    """Epochs since the best test loss; a loss must be smaller to count as better."""
    if test_loss < memory.get("best", float("inf")):
        return memory | {"best": test_loss, "waited": 0}
    return memory | {"waited": memory.get("waited", 0) + 1}
