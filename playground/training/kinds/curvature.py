"""The gauges of curvature and noise at some epochs of a run, the one asked for among them."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, epoch_of, run_of
from playground.training.patience import loaded, scaled

CARES = ("economy", "full")
MOST = {"economy": 250_000, "full": 20_000}  # parameters: a Hessian product costs four passes, and full makes thousands of them


class Curvature(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run, care = run_of(owner, given), str(given.get("care") or CARES[0])
        if care not in CARES:
            words = _("How thorough: “{value}” is not known. Known: {known}.")
            raise TaskRefused(words.format(value=care[:20], known=", ".join(CARES)))
        parameters = recipes.estimate(recipes.parse(run.spec)).parameters
        if parameters > MOST[care]:
            words = _("This network has {count} parameters; at most {most} are measured with “{care}”.")
            raise TaskRefused(words.format(count=f"{parameters:,}", most=f"{MOST[care]:,}", care=care))
        return {"run": run.id, "epoch": epoch_of(run, given), "care": care}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        # A second derivative makes autograd load PyTorch's compiler, a second or two of imports in the midst of a product.
        yield from loaded("torch._dynamo", "engine.curvature.survey")
        from engine.curvature import survey
        from engine.curvature.base import CARES as CARE
        from engine.plan import Plan
        from playground.training.returning import state_at

        run = Run.objects.get(id=given["run"])
        plan, care = Plan(recipes.parse(run.spec)), CARE[given["care"]]
        epochs, rows, state = survey.epochs_of(run.epoch, care, given["epoch"]), [], None
        for number, epoch in enumerate(epochs):
            low, width = number / len(epochs), 0.5 / len(epochs)
            state = yield from scaled(state_at(run, plan, epoch, state), low, low + width)
            if state.epoch < epoch:
                break  # the run ended before
            rows.append((yield from scaled(survey.look(plan, state, care), low + width, low + 2 * width)))
        return json.dumps(recipes.as_json(survey.report(plan, rows, care))).encode()


KIND = Curvature()
