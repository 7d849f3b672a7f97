"""The best result so far over the runs of a sweep, and of the same fields searched the other way on the same budget."""

import math
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from playground.experiments.sweeping.results import Score, spelled
from playground.runs import searching
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM = 520, 240, 48, 388, 12, 208
SPREAD = 30  # largest over smallest loss from which on the axis counts powers of ten
POINTS = 100
APART = 16  # px between two labels at the right


@dataclass(frozen=True)
class Line:
    """`name` is a class of the style sheet; `points` are (runs, best so far)."""

    name: str
    words: str
    points: list[tuple[int, float]]


def lines(sweep: Sweep, cells: list[Cell], score: Score, role: str) -> list[Line]:
    """In the order the runs were queued in, and the exact mean over all orders. `role`: "own" or "rival"."""
    values = [
        score.of(cell) if cell.state != "diverged" and score.of(cell) is not None else math.nan for cell in cells if cell.ended
    ]
    counts = sorted({1 + round(place / (POINTS - 1) * (len(values) - 1)) for place in range(POINTS)}) if values else []
    ran = list(enumerate(searching.so_far(values, score.smaller), 1))
    ran = [
        (count, best) for place, (count, best) in enumerate(ran) if not place or best != ran[place - 1][1] or count == len(ran)
    ]
    mean = list(zip(counts, searching.expected_best(values, score.smaller, counts), strict=True))
    grid = sweep.kind != "random"
    names = (_("grid, as it ran"), _("grid, any order")) if grid else (_("drawn, as it ran"), _("drawn, any order"))
    found = [Line(f"{role} ran", names[0], ran), Line(f"{role} mean", names[1], mean)]
    known = [Line(one.name, one.words, [(k, v) for k, v in one.points if math.isfinite(v)]) for one in found]
    return [one for one in known if one.points]


def apart(heights: list[float]) -> list[float]:
    """Ascending heights of words moved so that none covers another and all stand within the figure."""
    for place in range(1, len(heights)):
        heights[place] = max(heights[place], heights[place - 1] + APART)
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], TALL - 4 - APART * (len(heights) - 1 - place))
    return heights


def figure(drawn: list[Line], score: Score) -> SafeString:
    """The lines as SVG, each with its words at its right end; "" without any."""
    values = [value for line in drawn for _count, value in line.points]
    if not values:
        return SafeString("")
    low, high, last = min(values), max(values), max(line.points[-1][0] for line in drawn)
    log = low > 0 and high / low >= SPREAD
    to = math.log10 if log else float
    bottom, top = (to(low), to(high)) if high > low else (to(low) - 0.5, to(low) + 0.5)

    def at(count: int, value: float) -> tuple[float, float]:
        x = LEFT + (count - 1) / max(1, last - 1) * (RIGHT - LEFT)
        return x, BOTTOM - (to(value) - bottom) / (top - bottom) * (BOTTOM - TOP)

    parts = []
    ordered = sorted(drawn, key=lambda one: at(*one.points[-1])[1])
    heights = apart([at(*line.points[-1])[1] + 4 for line in ordered])
    for line, y in zip(ordered, heights, strict=True):
        path, before = [], None
        for point in line.points:
            right, here = at(*point)
            if before is not None and line.name.endswith("ran"):
                path.append(f"{right:.1f},{before:.1f}")
            path.append(f"{right:.1f},{here:.1f}")
            before = here
        parts.append(format_html('<polyline class="{}" points="{}"/>', line.name, " ".join(path)))
        parts.append(format_html('<text class="{}" x="{}" y="{}">{}</text>', line.name, RIGHT + 8, f"{y:.0f}", line.words))
    said = "; ".join(f"{line.words}: {spelled(line.points[-1][1])}" for line in drawn)
    label = _("{label}, the best of the first 1 to {count} runs. At the end: {said}").format(
        label=score.label, count=f"{last:,}", said=said
    )
    return format_html(
        '<svg class="course" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<path class="axis" d="M{} {}V{}H{}"/>{}<text x="{}" y="{}" text-anchor="end">{}</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text><text x="{}" y="{}">1</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        WIDE, TALL, WIDE, TALL, label, LEFT, TOP, BOTTOM, RIGHT, mark_safe("".join(parts)), LEFT - 6, TOP + 8, spelled(high),
        LEFT - 6, BOTTOM, spelled(low), LEFT, BOTTOM + 18, RIGHT, BOTTOM + 18, _("{count} runs").format(count=f"{last:,}"),
    )  # fmt: skip
