"""Open it: what the answers to some test points rest on, by saliency, integrated gradients and occlusion."""

from array import array
from base64 import b64decode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.controls import pretty
from playground.experiments.tabs.attack import percent
from playground.experiments.tabs.base import Tab
from playground.experiments.written import readout
from playground.runs.models import Run

BASELINES = {
    "ink": gettext_lazy("The baseline is an empty sheet."),
    "axis": gettext_lazy("The baseline is the mean of the training points."),
    "deviation": gettext_lazy("The baseline is the mean of the training points."),
}
SLOPES = {
    "ink": gettext_lazy("Saliency is per full ink of one pixel."),
    "axis": gettext_lazy("Saliency is per unit of an axis."),
    "deviation": gettext_lazy("Saliency is per standard deviation of an input."),
}
ANSWERS = {
    "binary": gettext_lazy("f is how far the output lies on the side of the class the network says."),
    "multiclass": gettext_lazy("f is the output for the class the network says."),
    "regression": gettext_lazy("f is the network's output."),
}


class Open(Tab):
    key = "open"
    rank = 55
    title = gettext_lazy("Open it")
    about = gettext_lazy(
        "What does an answer rest on? Three ways to ask: how fast it changes with each input (saliency), what each input adds on "
        "the way from an empty baseline (integrated gradients), and what is lost when a part is covered (occlusion)."
    )
    kind = "open"
    start = gettext_lazy("Open")
    form = True

    def given(self, asked: QueryDict) -> dict:
        return super().given(asked) | {"example": asked.get("example", "")}

    def shown(self, run: Run, result: dict) -> dict:
        if not result["sound"]:
            return result | {"words": _("The weights are no longer numbers: there is nothing to look into.")}
        return result | {
            "words": _finding(result),
            "asides": [ANSWERS[result["task"]], BASELINES[result["unit"]], SLOPES[result["unit"]]],
            "rows": [_row(one, result) for one in result["examples"]],
            "off": readout(max(abs(one["sum"] - one["difference"]) for one in result["examples"])),
        }


def _row(one: dict, result: dict) -> dict:
    """The completeness of one example, in figures."""
    told = {name: readout(one[name]) for name in ("output", "baseline", "difference", "sum")}
    classes = result["classes"]
    answers = {name: classes[one[name]] if classes else readout(one[name]) for name in ("is", "called")}
    return told | answers | {"number": one["number"], "grid": one["grid"]}


def _sizes(cells: list | str) -> list[float]:
    """|value| of each cell of a map; those of a picture are signed bytes."""
    return [abs(value) for value in (array("b", b64decode(cells)) if isinstance(cells, str) else cells)]


def _finding(result: dict) -> str:
    """Where integrated gradients find what the answers rest on, in a sentence; "" where there is but one place."""
    maps = [_shares(_sizes(one["maps"]["integrated"]["cells"])) for one in result["examples"]]
    maps = [shares for shares in maps if shares]
    if not maps or len(maps[0]) == 1:
        return ""
    if result["unit"] == "ink":
        half = sum(map(_half, maps)) / len(maps)
        words = _("Half of all that speaks for or against these answers lies on {share} of the pixels.")
        return words.format(share=percent(half))
    means = [sum(shares) / len(maps) for shares in zip(*maps, strict=True)]
    place = means.index(max(means))
    values = {"share": percent(means[place]), "count": len(result["examples"])}
    if not result["names"]:
        return _("These {count} answers rest most on step {step}: {share} of all attributions.").format(step=place + 1, **values)
    words = _("These {count} answers rest most on {name}: {share} of all attributions.")
    return words.format(name=pretty(_(result["names"][place])), **values)


def _shares(sizes: list[float]) -> list[float]:
    whole = sum(sizes)
    return [size / whole for size in sizes] if 0 < whole < float("inf") else []


def _half(shares: list[float]) -> float:
    """The smallest share of the places that holds half of the whole."""
    held = 0.0
    for count, share in enumerate(sorted(shares, reverse=True), start=1):
        held += share
        if held >= 0.5:
            return count / len(shares)
    return 1.0


TAB = Open()
