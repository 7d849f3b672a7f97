"""Open a run at one of its epochs: what its answers to some test points rest on."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, epoch_of, run_of
from playground.training.patience import loaded, scaled


class Open(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run, text = run_of(owner, given), str(given.get("example") or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0):
            raise TaskRefused(_("Test example: “{value}” is not a whole number above 0.").format(value=text[:20]))
        return {"run": run.id, "epoch": epoch_of(run, given), "example": int(text) if text else None}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.after.attribution")
        from engine.after.attribution import open_up
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse(run.spec))
        if given["example"] and given["example"] > plan.test_count:
            raise TaskRefused(_("Test example: this run has only {count} of them.").format(count=plan.test_count))
        state = yield from scaled(state_at(run, plan, given["epoch"]), 0.0, 0.3)
        first = given["example"] - 1 if given["example"] else None
        report = yield from scaled(open_up(plan, state, first), 0.3, 1.0)
        return json.dumps(recipes.as_json(report)).encode()


KIND = Open()
