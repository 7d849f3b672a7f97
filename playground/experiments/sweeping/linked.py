"""What the page's own figures of a sweep are drawn from: where each value of each field stands, and where each result does.

Lines through all fields, a scatter a field: too many shapes to send as a drawing once a second, and all of them fade where
somebody brushes a part of an axis. Positions are 0 (bottom, left) to 1.
"""

import json
import math
from collections.abc import Callable

from django.utils.safestring import SafeString

from playground.experiments.sweeping import labels, results
from playground.experiments.sweeping.results import Map, Score
from playground.experiments.written import power_of_ten, size
from playground.runs import searching
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

SPREAD = 30  # largest over smallest from which on an axis counts powers of ten
MOST_TICKS = 8  # values that are each named on the axis
PLACES = 4  # digits of a position
SHARES = (0, 0.25, 0.5, 0.75, 1)  # where an axis of many values has its ticks


def facts(sweep: Sweep, cells: list[Cell], score: Score, drawn: Map) -> dict:
    """{"axes", "result", "cells"}. An axis has its `values` as recipes have them and their `words` as people read them; it is
    `named` where its ticks are words, of which none may be left out. A cell is [index of its value on each axis…, result, shade,
    mark, id, words], its result None where there is none. Marks: "" ended, "p" pruned, "d" diverged, "t" on its way. What has
    not begun is None.
    """
    axes, places = [], []
    for one in labels.named(sweep):
        values = list(dict.fromkeys(point[one.place] for point in sweep.points))
        axis, order = _axis(values, sweep.axes[one.place]["text"], one.short)
        axes.append({"label": one.label, **axis, "words": [one.words(value) for value in axis["values"]]})
        places.append(order)
    found = [score.of(cell) for cell in cells if _counts(cell, score)]
    at, ticks = _scale(found, drawn, score)
    shown = []
    for cell in cells:
        if cell.state in ("waiting", "paused") and score.of(cell) is None:
            shown.append(None)
            continue
        value = score.of(cell) if _counts(cell, score) else None
        mark = "d" if cell.state == "diverged" else "p" if cell.pruned else "" if cell.ended else "t"
        shade = results.shade(value, drawn.low, drawn.high, score) if value is not None and drawn.low is not None else None
        point = [order[value] for order, value in zip(places, sweep.points[cell.place], strict=True)]
        shown.append([*point, None if value is None else at(value), shade, mark, cell.id, results.spelled(value)])
    return {"axes": axes, "result": {"label": score.label, "ticks": ticks}, "cells": shown}


def as_text(found: dict) -> SafeString:
    """JSON that stands in a page as text: htmx takes away the script blocks of what it swaps in."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}))


def _counts(cell: Cell, score: Score) -> bool:
    value = score.of(cell)
    return cell.state != "diverged" and value is not None and math.isfinite(value)


def _axis(values: list[str], text: str, words: Callable[[str], str]) -> tuple[dict, dict[str, int]]:
    """The position of each of an axis' values, in order, and its ticks; and which value is which."""
    numbers = {value: searching.number_of(value) for value in values}
    if None in numbers.values():
        at = [round(place / max(1, len(values) - 1), PLACES) if len(values) > 1 else 0.5 for place in range(len(values))]
        ticks = [[one, words(value)] for one, value in zip(at, values, strict=True)]
        return {"values": values, "at": at, "ticks": ticks, "named": True}, {value: place for place, value in enumerate(values)}
    values = sorted(values, key=numbers.get)
    low, high = numbers[values[0]], numbers[values[-1]]
    log = low > 0 and ("log" in text.split() or (".." not in text and high / low >= SPREAD))
    to = math.log if log else float
    span = to(high) - to(low)
    at = [round((to(numbers[value]) - to(low)) / span, PLACES) if span else 0.5 for value in values]
    if len(values) <= MOST_TICKS:
        ticks = [[one, words(value)] for one, value in zip(at, values, strict=True)]
    elif not log and all(number.is_integer() for number in numbers.values()):
        places = sorted({round(share * (len(values) - 1)) for share in SHARES})  # nobody asks for seed 5.5
        ticks = [[at[place], words(values[place])] for place in places]
    else:
        ticks = _ticks(low, high, log)
    return {"values": values, "at": at, "ticks": ticks}, {value: place for place, value in enumerate(values)}


def _scale(found: list[float], drawn: Map, score: Score):
    """Where results stand, and what the axis says."""
    if not found:
        return (lambda value: 0.5), []
    low, high = (min(found), max(found)) if score.smaller else (min(*found, drawn.low), max(*found, drawn.high))
    log = score.smaller and low > 0 and high / low >= SPREAD
    if score.smaller and not log:
        low = min(low, 0.0)
    to = math.log if log else float
    span = to(high) - to(low) or 1.0
    return (lambda value: round((to(value) - to(low)) / span, PLACES)), _ticks(low, high, log)


def _ticks(low: float, high: float, log: bool) -> list[list]:
    """Powers of ten where there are three or more, else both ends and three places between."""
    if log:
        decades = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
        if len(decades) >= 3:
            every, span = -(-len(decades) // 6), math.log10(high / low)
            return [[round((one - math.log10(low)) / span, PLACES), power_of_ten(one)] for one in decades[::every]]
    values = [low * (high / low) ** share if log else low + share * (high - low) for share in SHARES]
    return [[share, size(value)] for share, value in zip(SHARES, values, strict=True)]
