"""Shrink a run's network at one of its epochs: every setting of pruning and bits at once, so that sliders need not wait."""

import json
from collections.abc import Iterator

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, epoch_of, run_of


class Shrink(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        return {"run": run.id, "epoch": epoch_of(run, given)}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from engine.after import shrink
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse(run.spec))
        state = yield from state_at(run, plan, given["epoch"])
        report = yield from shrink.work(plan, state)
        return json.dumps(recipes.as_json(report)).encode()


KIND = Shrink()
