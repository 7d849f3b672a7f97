"""Attack a run at one of its epochs: how little its test points must change before its answers are wrong."""

import json
from collections.abc import Iterator

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, epoch_of, run_of
from playground.training.patience import loaded, scaled


class Attack(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        return {"run": run.id, "epoch": epoch_of(run, given)}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.after.attack")
        from engine.after.attack import attack
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse(run.spec))
        state = yield from scaled(state_at(run, plan, given["epoch"]), 0.0, 0.3)
        report = yield from scaled(attack(plan, state), 0.3, 1.0)
        return json.dumps(recipes.as_json(report)).encode()


KIND = Attack()
