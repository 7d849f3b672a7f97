"""From a claimed row to a run that can be trained: its plan, its state, and proof that they belong together."""

from collections import OrderedDict

import structlog

from engine import checkpoint
from engine.fingerprint import devices, fingerprint
from engine.plan import Plan
from engine.state import State
from playground.runs import recipes
from playground.runs.models import Checkpoint, Run
from playground.training.attempts import begin_attempt
from playground.training.held import Held
from playground.training.replay import Replay

KEPT = 64
log = structlog.get_logger(__name__)


class Shelf:
    """Plans and states of runs given back lately, so that a resume need not load. Never trusted: the row decides."""

    def __init__(self, size: int = KEPT):
        self.size = size
        self._kept: OrderedDict[str, Held] = OrderedDict()

    def put(self, held: Held) -> None:
        self._kept[held.run.id] = held
        self._kept.move_to_end(held.run.id)
        while len(self._kept) > self.size:
            self._kept.popitem(last=False)

    def take(self, run: Run) -> Held | None:
        """What is kept of this run, if it still is the run's newest moment."""
        held = self._kept.pop(run.id, None)
        if held is None or held.run.spec != run.spec:
            return None
        same = (run.attempt, run.seq, run.step, run.fingerprint) == (
            held.run.attempt, held.state.seq, held.state.step, held.run.fingerprint,
        )  # fmt: skip
        return held if same else None


def load(run: Run, trainer_id: str, shelf: Shelf) -> Held:
    """A claimed run, ready to train where it began, if that is here. Raises engine.spec.Refused for a recipe no longer taken."""
    begun, kept = devices().get(run.fingerprint), shelf.take(run)
    if kept and begun:
        held = Held(run, kept.plan, kept.state.reopened(kept.plan), kept.rungs, None, begun)
        held.trace = kept.trace
        return held
    plan = Plan(recipes.parse(run.spec))
    if not run.seq and not run.step and not run.fingerprint:  # never trained: there is nothing to find
        run.fingerprint = fingerprint(plan.device)
        return Held(run, plan, State.begin(plan), [], None, plan.device)
    stored, state = newest_whole(run, plan)
    device = begun or plan.device
    own = fingerprint(device)
    moment = (stored.seq, stored.step) if stored else (0, 0)
    replay = None
    if run.fingerprint and run.fingerprint != own:
        begin_attempt(run, trainer_id, stored, f"continued on {own}, begun on {run.fingerprint}", own)
    elif moment != (run.seq, run.step):
        replay = Replay(run.id, run.attempt, plan.schema, moment[0], run.seq)
    run.fingerprint = own
    rungs = Checkpoint.objects.filter(run=run, attempt=run.attempt, step__lte=moment[1]).order_by("step")
    return Held(run, plan, state.reopened(plan), list(rungs.values_list("epoch", "step")), replay, device)


def newest_whole(run: Run, plan: Plan) -> tuple[Checkpoint | None, State]:
    """The newest checkpoint whose bytes are what was written, with its state; (None, the beginning) without one."""
    for stored in Checkpoint.objects.filter(run=run, attempt=run.attempt).order_by("-step"):
        data = bytes(stored.data)
        if recipes.bytes_digest(data) == stored.digest:
            try:
                return stored, checkpoint.load(plan, data)
            except ValueError as error:
                log.warning("a checkpoint does not fit its run", run=run.id, error=str(error))
        Checkpoint.objects.filter(id=stored.id).delete()  # damaged: the one before takes over, compared by replay
    return None, State.begin(plan)
