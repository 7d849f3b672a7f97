"""Curvature and noise: what the ground under a run is like, over its epochs."""

import math

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.small_chart import small_chart
from playground.experiments.tabs.base import Tab
from playground.experiments.written import counted, readout
from playground.runs import recipes
from playground.runs.models import Run
from playground.training.kinds.curvature import CARES

CARE_WORDS = {
    "economy": gettext_lazy("economy: a dozen epochs, up to 512 points"),
    "full": gettext_lazy("full: forty epochs, every point"),
}


class Curvature(Tab):
    key = "curvature"
    rank = 30
    title = gettext_lazy("Curvature")
    about = gettext_lazy(
        "The gradient says which way is down. The curvature says how far that stays true, and the noise how much of it is "
        "chance: "
        "together they explain why a learning rate works."
    )
    kind = "curvature"
    start = gettext_lazy("Measure")
    form = True

    def given(self, asked: QueryDict) -> dict:
        return super().given(asked) | {"care": asked.get("care", "")}

    def context(self, run: Run, asked: QueryDict) -> dict:
        return {"cares": [(name, CARE_WORDS[name]) for name in CARES]}

    def shown(self, run: Run, result: dict) -> dict:
        rows = result["rows"]
        gauges = [_gauge(words, rows) for words in recipes.describe()["gauges"]] if rows else []
        return result | {"gauges": gauges, "words": _verdict(rows, result["optimizer"])}


def _gauge(words: dict, rows: list[dict]) -> dict:
    """One gauge with its chart, its table and, for the sharpness, the line that steps must stay under."""
    name, epochs = words["name"], [row["epoch"] for row in rows]
    values = [float(row[name]["value"]) for row in rows]
    edges = [row["edge"] if name == "sharpness" else None for row in rows]
    table = [
        {"epoch": epoch, "value": said(value), "edge": said(edge) if edge is not None else ""}
        for epoch, value, edge in zip(epochs, values, edges, strict=True)
    ]
    facts = words | {"chart": small_chart(epochs, values, edges, said), "table": table}
    facts |= {"newest": said(values[-1]), "last": epochs[-1]}
    return facts | {"edged": any(one is not None for one in edges), "edge": table[-1]["edge"]}


def said(value: float) -> str:
    """A number, ∞, or – for none."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return "0" if value == 0 else readout(None if math.isnan(value) else value)


def _verdict(rows: list[dict], optimizer: str) -> str:
    """The newest sharpness against the edge, in a sentence."""
    if not rows:
        return ""
    newest = rows[-1]
    sharp, edge = float(newest["sharpness"]["value"]), newest["edge"]
    if math.isnan(sharp):
        return _("The weights are no longer numbers: there is no ground left to measure.")
    if edge is None:
        words = _(
            "Sharpness {sharp} at epoch {epoch}. {optimizer} scales every parameter for itself, "
            "so no one line says how steep is too steep."
        )
        return words.format(sharp=said(sharp), epoch=counted(newest["epoch"]), optimizer=optimizer)
    if sharp > edge:
        words = _(
            "At epoch {epoch} the steepest valley ({sharp}) is too steep for this rate, whose edge is {edge}: "
            "steps bounce from wall to wall."
        )
    elif sharp > 0.8 * edge:
        words = _("At epoch {epoch} the sharpness ({sharp}) has risen close to the edge of this rate, {edge}.")
    else:
        words = _(
            "At epoch {epoch} the sharpness ({sharp}) is well below the edge of this rate, {edge}: "
            "steps are short enough for every valley."
        )
    return words.format(sharp=said(sharp), edge=said(edge), epoch=counted(newest["epoch"]))


TAB = Curvature()
