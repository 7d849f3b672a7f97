"""A run's state at an epoch gone by: from the nearest checkpoint before it, trained again up to there."""

from collections.abc import Iterator
from time import monotonic

from engine import checkpoint
from engine.fingerprint import devices
from engine.plan import Plan
from engine.state import State
from engine.training import Member, train
from playground.runs import recipes
from playground.runs.models import Checkpoint, Run
from playground.training.pace import Cost


def state_at(run: Run, plan: Plan, epoch: int, known: State | None = None) -> Iterator[float]:
    """Yields its progress (0–1) every 50 ms or so; returns the State after `epoch` epochs, or where the run ended before.

    `known`: a state of this run at an earlier epoch, used where no checkpoint is nearer."""
    state, cost = _nearest(run, plan, epoch), Cost()
    if known is not None and state.epoch <= known.epoch <= epoch:
        state = known
    first = state.epoch
    while state.epoch < epoch and not state.stopped:
        start = monotonic()
        epochs = min(cost.epochs(plan.cohort_key, 1), epoch - state.epoch)
        [outcome] = train([Member(plan, state, devices().get(run.fingerprint))], epochs)
        cost.note(plan.cohort_key, 1, max(1, outcome.state.epoch - state.epoch), monotonic() - start)
        state = outcome.state
        yield (state.epoch - first) / (epoch - first)
    return state


def _nearest(run: Run, plan: Plan, epoch: int) -> State:
    """The newest stored state that is not beyond the epoch's last step; the beginning where there is none."""
    stored = Checkpoint.objects.filter(run=run, attempt=run.attempt, step__lte=epoch * plan.steps_per_epoch)
    for one in stored.order_by("-step"):
        data = bytes(one.data)
        if recipes.bytes_digest(data) == one.digest:
            return checkpoint.load(plan, data)
    return State.begin(plan)
