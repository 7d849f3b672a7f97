"""Through time: how much of the gradient arrives at each step of a sequence, layer by layer, at the epoch on show."""

import math

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playground.experiments.small_chart import small_chart
from playground.experiments.tabs.base import Tab
from playground.experiments.written import readout
from playground.runs import pasts, recipes, selectors
from playground.runs.models import Run

SECTION = "time_gradients"
FAINT, LOUD = 1e-3, 10.0  # the first step's share of the last one's gradient: below nothing is learned from it, above it rules


class ThroughTime(Tab):
    key = "through_time"
    rank = 20
    title = gettext_lazy("Through time")
    about = gettext_lazy(
        "A recurrent layer learns from a step only as much as the gradient that comes back to it. Each figure is a layer; from "
        "right to left the gradient goes back through the sequence."
    )

    def unfit(self, run: Run) -> str:
        if pasts.has_section(run.frame_schema, SECTION):
            return ""
        return _(
            "No layer of this network goes through time. Choose data that comes in sequences and a recurrent layer, rnn, gru or "
            "lstm."
        )

    def context(self, run: Run, asked: QueryDict) -> dict:
        epoch = asked.get("epoch", "")
        epoch = min(int(epoch), run.epoch) if epoch.isascii() and epoch.isdigit() and len(epoch) < 8 else run.epoch
        frame = selectors.frame_at(run.id, run.attempt, pasts.record_seq(epoch))
        if frame is None:
            return {"time": None}
        names = pasts.layers_through_time(recipes.parse(run.spec))
        norms = pasts.section(run.frame_schema, frame.data, SECTION)
        layers = [_layer(number, _(title), values) for (number, title), values in zip(names, norms, strict=True)]
        steps = [
            {"step": step + 1, "ago": len(norms[0]) - 1 - step, "values": [readout(values[step]) for values in norms]}
            for step in range(len(norms[0]))
        ]
        return {"time": {"epoch": frame.epoch, "layers": layers, "steps": steps}}


def _layer(number: int, title: str, norms: list[float]) -> dict:
    """One layer's figure and what it says."""
    drawn = [value if value > 0 else math.nan for value in norms]  # 0 has no place among powers of ten
    return {
        "number": number,
        "title": title,
        "chart": small_chart(list(range(len(norms))), drawn, [None] * len(norms), _short),
        "last": len(norms),
        "words": _words(norms),
    }


def _short(value: float) -> str:
    """One digit, as much as has room beside an axis: 0.02, 6·10⁻⁶."""
    return readout(float(f"{value:.0e}")).replace(".00·", "·")


def _words(norms: list[float]) -> str:
    ago, first, last = len(norms) - 1, norms[0], norms[-1]
    if not (math.isfinite(first) and math.isfinite(last)):
        return _("The gradient is no number any more.")
    if not any(norms):
        return _("No gradient arrives at any step: nothing is left to learn, or nothing can be.")
    if not last:
        return _("The last step gets no gradient.")
    share = readout(first / last)
    if first / last < FAINT:
        return _(
            "What happened {count} steps ago gets {share} of the gradient of the last step: it vanishes on the way back."
        ).format(count=ago, share=share)
    if first / last > LOUD:
        return _(
            "What happened {count} steps ago gets {share} times the gradient of the last step: it grows on the way back."
        ).format(count=ago, share=share)
    return _("What happened {count} steps ago gets {share} of the gradient of the last step: it arrives.").format(
        count=ago, share=share
    )


TAB = ThroughTime()
