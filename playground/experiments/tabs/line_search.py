"""Line search: the lengths that were tried along one direction, in a figure, a sentence and a table, at the epoch on show."""

import math

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from playground.experiments.search_chart import falls_enough, flat_enough, search_chart
from playground.experiments.tabs.base import Tab
from playground.experiments.written import exactly, readout
from playground.runs import pasts, recipes, selectors
from playground.runs.models import Run

SECTION = "line_start"


class LineSearch(Tab):
    key = "line_search"
    rank = 25
    title = gettext_lazy("Line search")
    about = gettext_lazy(
        "These methods first choose a direction and then look along it for a good length. The figure is the loss along that one "
        "direction, as far as anybody looked."
    )

    def unfit(self, run: Run) -> str:
        if pasts.has_section(run.frame_schema, SECTION):
            return ""
        return _(
            "This optimizer does not look along a line: it takes each step as long as its rule says. BFGS, L-BFGS, conjugate "
            "gradient and Gauss–Newton search for the length of each step."
        )

    def context(self, run: Run, asked: QueryDict) -> dict:
        epoch = asked.get("epoch", "")
        epoch = min(int(epoch), run.epoch) if epoch.isascii() and epoch.isdigit() and len(epoch) < 8 else run.epoch
        frame = selectors.frame_at(run.id, run.attempt, pasts.record_seq(epoch))
        if frame is None:
            return {"search": None}
        spec = recipes.parse(run.spec)
        search = pasts.line_search(spec, run.frame_schema, frame.data)
        shown = {"epoch": frame.epoch, "words": words(search, frame.epoch, spec.optimizer.title), "c2": search["c2"]}
        if search["tried"] and math.isfinite(search["start"]):
            chart = search_chart(search)
            low, high = told_apart(chart["ticks"]["low"], chart["ticks"]["high"])
            chart["ticks"] = {"low": low, "high": high, "far": readout(chart["ticks"]["far"])}
            shown |= {"chart": chart, "rows": _rows(search), "taken": readout(search["taken"]) if search["taken"] else ""}
        return {"search": shown}


def words(search: dict, epoch: int, title: str) -> str:
    """What was looked for and what was found."""
    tried, count = search["tried"], len(search["tried"])
    if not epoch:
        return _("Epoch 0 is before the first step: nothing was looked for yet.")
    if not tried:
        return _("No length was looked at: the direction did not lead down, so {optimizer} stayed where it was.").format(
            optimizer=_(title)
        )
    looked = ngettext(
        "{optimizer} looked at {count} length for one at which the loss falls by more than {c1} of what the slope at the start "
        "promises and the slope has flattened to {c2} of it.",
        "{optimizer} looked at {count} lengths for one at which the loss falls by more than {c1} of what the slope at the start "
        "promises and the slope has flattened to {c2} of it.",
        count,
    ).format(optimizer=_(title), count=count, c1=exactly(search["c1"]), c2=exactly(search["c2"]))
    return f"{looked} {_outcome(search)}"


def _outcome(search: dict) -> str:
    number = next((place for place, one in enumerate(search["tried"], start=1) if one[0] == search["taken"]), 0)
    if not number:
        return _("None was lower: it stayed where it was and begins anew.")
    length, loss, slope = search["tried"][number - 1]
    before, after = told_apart(search["start"], loss)
    found = {"number": number, "length": readout(length), "before": before, "after": after}
    if falls_enough(search, length, loss) and flat_enough(search, slope):
        return _("Number {number}, α = {length}, does: the loss went from {before} to {after}.").format(**found)
    said = _("None did both; number {number}, α = {length}, was the lowest: the loss went from {before} to {after}.")
    return said.format(**found)


def _rows(search: dict) -> list[dict]:
    """The table: the start, then every length in the order it was looked at."""
    rows = [{"number": 0, "values": [readout(0.0), exact(search["start"]), readout(search["slope"])], "start": True}]
    for number, (length, loss, slope) in enumerate(search["tried"], start=1):
        finite = math.isfinite(loss) and math.isfinite(slope)
        rows.append(
            {
                "number": number,
                "values": [readout(length), exact(loss), readout(slope) if finite else "–"],
                "falls": finite and falls_enough(search, length, loss),
                "flat": finite and flat_enough(search, slope),
                "taken": length == search["taken"],
            }
        )
    return rows


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Both numbers as people read them; with seven digits where three would make them the same."""
    short = readout(one), readout(other)
    return short if short[0] != short[1] else (exact(one), exact(other))


def exact(loss: float) -> str:
    """Seven digits: near the minimum the losses that decide differ in the last of them."""
    return f"{loss:.7g}".replace("-", "−") if math.isfinite(loss) else "–"


TAB = LineSearch()
