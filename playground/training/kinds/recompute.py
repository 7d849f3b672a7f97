"""Train a thinned run again, bit for bit, and store what had been dropped.

Every record that is still stored is compared with its retrained twin; a run that comes out different stays as it is.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import pasts, quota, recipes
from playground.runs.models import Run
from playground.runs.states import State
from playground.training.kinds.base import Kind, TaskRefused, run_of


class Recompute(Kind):
    weighs = 0

    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        if run.state in (State.WAITING, State.TRAINING):
            raise TaskRefused(_("This run is still training; its records are all there."))
        facts = {"schema": run.schema, "frame_schema": run.frame_schema}
        whole = pasts.most_bytes(recipes.parse(run.spec), facts, curve=False)
        if run.detail_level != "full" and (words := quota.refusal(owner, whole - run.bytes)):
            raise TaskRefused(words)
        return {"run": run.id}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from engine.fingerprint import devices
        from engine.plan import Plan
        from engine.state import State as EngineState
        from engine.training import Member, train
        from playground.training.pace import Cost
        from playground.training.replay import Differs, Replay
        from playground.training.thinning import refill

        run = Run.objects.get(id=given["run"])
        device = devices().get(run.fingerprint)
        if device is None:
            raise TaskRefused("It was trained on another machine or engine, so its bits cannot be repeated here.")
        if run.attempt > 1:
            raise TaskRefused("It was continued on another engine, so its bits cannot be repeated in one go.")
        plan = Plan(recipes.parse(run.spec))
        state, cost, outcomes = EngineState.begin(plan), Cost(), []
        replay = Replay(run.id, run.attempt, plan.schema, 0, run.seq)
        from time import monotonic

        while state.epoch < run.epoch and not state.stopped:
            start = monotonic()
            epochs = min(cost.epochs(plan.cohort_key, 1), run.epoch - state.epoch)
            [outcome] = train([Member(plan, state, device)], epochs)
            cost.note(plan.cohort_key, 1, outcome.state.epoch - state.epoch, monotonic() - start)
            try:
                replay.check(outcome.first_seq, outcome.columns)
            except Differs as differs:
                raise TaskRefused(f"Record {differs.seq} came out different from the stored one.") from None
            state = outcome.state
            outcomes.append(outcome)
            yield state.epoch / max(run.epoch, 1)
        if state.seq != run.seq:
            raise TaskRefused(f"It ended after {state.seq} records, not {run.seq}.")
        refill(run, plan, outcomes)
        return b"{}"


KIND = Recompute()
