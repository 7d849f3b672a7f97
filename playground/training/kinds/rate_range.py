"""The learning-rate range test of a run's set-up: a run of its own, from the first weights, that nobody keeps."""

import json
import math
from collections.abc import Iterator
from time import monotonic

from django.utils.translation import gettext as _

from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.base import Kind, TaskRefused, run_of
from playground.training.patience import loaded

LOW, HIGH, STEPS = 1e-5, 10.0, 200  # offered
LEAST, MOST = 1e-10, 1e6
FEWEST_STEPS, MOST_STEPS = 30, 2_000
SLICE = 0.05  # seconds


class RateRange(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        run = run_of(owner, given)
        low = _number(given.get("low"), LOW, _("Lowest rate"))
        high = _number(given.get("high"), HIGH, _("Highest rate"))
        if low >= high:
            words = _("Lowest rate: {low} is not below the highest, {high}.")
            raise TaskRefused(words.format(low=f"{low:g}", high=f"{high:g}"))
        text = str(given.get("steps") or STEPS).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 9 and FEWEST_STEPS <= int(text) <= MOST_STEPS):
            words = _("Steps: “{value}” is not a whole number from {least} to {most}.")
            raise TaskRefused(words.format(value=text[:20], least=FEWEST_STEPS, most=MOST_STEPS))
        return {"run": run.id, "low": low, "high": high, "steps": int(text)}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        yield from loaded("engine.rate_range")
        from engine.plan import Plan
        from engine.rate_range import look, suggestions

        run = Run.objects.get(id=given["run"])
        plan = Plan(recipes.parse({**run.spec, "edits": []}))
        since, found = monotonic(), None
        for found in look(plan, given["low"], given["high"], given["steps"]):
            if monotonic() - since >= SLICE:
                yield len(found.rates) / given["steps"]
                since = monotonic()
        suggested = suggestions(found.rates, found.smooth)
        result = {"rates": found.rates, "losses": found.losses, "smooth": found.smooth, "ended": found.ended}
        return json.dumps(recipes.as_json(result | {"suggested": suggested, "lr": plan.spec.optimizer.lr})).encode()


def _number(text, otherwise: float, label: str) -> float:
    said = str(text or "").strip()
    if not said:
        return otherwise
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not LEAST <= value <= MOST:
        words = _("{field}: “{value}” is not a number from {least} to {most}.")
        raise TaskRefused(words.format(field=label, value=said[:20], least=f"{LEAST:g}", most=f"{MOST:g}"))
    return value


KIND = RateRange()
