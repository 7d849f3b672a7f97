"""Check the gradients of a run at one of its epochs: backward pass, autograd and difference quotients side by side."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, epoch_of, run_of
from playground.training.patience import scaled

MOST = 5_000  # parameters; two difference quotients each, and each a pass over the batch


class GradientCheck(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        parameters = recipes.estimate(recipes.parse(run.spec)).parameters
        if parameters > MOST:
            words = _("This network has {count} parameters. The check moves each of them up and down and takes at most {most}.")
            raise TaskRefused(words.format(count=f"{parameters:,}", most=f"{MOST:,}"))
        return {"run": run.id, "epoch": epoch_of(run, given)}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from engine import check
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse(run.spec))
        state = yield from scaled(state_at(run, plan, given["epoch"]), 0.0, 0.5)
        report = yield from scaled(check.work(plan, state), 0.5, 1.0)
        return json.dumps(recipes.as_json(report)).encode()


KIND = GradientCheck()
