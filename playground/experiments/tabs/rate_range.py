"""The learning-rate range test: loss against a rate that grows every step, and what to try."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments import links
from playground.experiments.rate_chart import rate_chart
from playground.experiments.tabs.base import Tab
from playground.experiments.written import exactly, readout, size
from playground.languages.joining import joined
from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.rate_range import HIGH, LOW, STEPS

FIELDS = ("low", "high", "steps")


class RateRange(Tab):
    key = "rate_range"
    rank = 28
    title = gettext_lazy("Which rate?")
    about = gettext_lazy(
        "The learning-rate range test: this set-up from its first weights, with a rate that grows by the same factor at every "
        "step. Where the loss falls fastest the rate is worth trying; soon after it has stopped falling it is too high."
    )
    kind = "rate_range"
    start = gettext_lazy("Test the rates")
    timed = False
    form = True

    def unfit(self, run: Run) -> str:
        optimizer = recipes.parse(run.spec).optimizer
        if optimizer.searches:
            return _("{optimizer} searches for the length of every step, so there is no rate to choose.").format(
                optimizer=_(optimizer.title)
            )
        return ""

    def given(self, asked: QueryDict) -> dict:
        return {name: asked.get(name, "") for name in FIELDS}

    def context(self, run: Run, asked: QueryDict) -> dict:
        return {"offered": {"low": f"{LOW:g}", "high": f"{HIGH:g}", "steps": STEPS}}

    def shown(self, run: Run, result: dict) -> dict:
        found = result["suggested"]
        marks = {"now": result["lr"]} | ({name: found[name] for name in ("steepest", "tenth")} if found else {})
        chart = rate_chart(result["rates"], result["losses"], result["smooth"], marks, readout)
        flat = links.shortest(recipes.parse({**run.spec, "edits": []}))
        rates = {name: f"{found[name]:.2g}" for name in ("steepest", "tenth")} if found else {}
        tries = [
            {"name": name, "rate": rate, "words": size(float(rate)), "query": urlencode(flat | {"optimizer.lr": rate})}
            for name, rate in rates.items()
        ]
        table = [
            {"rate": size(rate, 3), "loss": readout(loss), "smooth": readout(smooth)}
            for rate, loss, smooth in zip(result["rates"], result["losses"], result["smooth"], strict=True)
        ]
        every = max(1, len(table) // 40)
        return result | {
            "chart": chart,
            "told": joined(_("Loss of each batch against the learning rate of its step."), _words(result)),
            "tries": tries,
            "words": _words(result),
            "table": table[::every],
            "now": exactly(result["lr"]),
        }


def _words(result: dict) -> str:
    """What was found, in a sentence or two."""
    found, last = result["suggested"], size(result["rates"][-1]) if result["rates"] else "–"
    end = {
        "steps": _("The whole range was gone through."),
        "beyond": _("At {rate} the loss was four times its lowest, so the test ended."),
        "diverged": _("Beyond {rate} the loss was no number any more."),
    }[result["ended"]].format(rate=last)
    if not found:
        return joined(_("The loss never fell: begin lower, or take more steps."), end)
    said = _(
        "The loss falls fastest at {steepest}: a bold choice for this set-up. It is lowest at {lowest}; a tenth of that, "
        "{tenth}, is the careful one."
    )
    return joined(said.format(**{name: size(value) for name, value in found.items()}), end)


TAB = RateRange()
