"""The heat map as SVG: plain shapes with classes and links, so that it works without scripts and takes the page's colours."""

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from playground.experiments.sweeping.results import Axis, Map, Square
from playground.experiments.written import size
from playground.runs.models import ID_LENGTH, Sweep

WIDE, LEFT, BOTTOM, TOP = 960, 120, 56, 8
MOST_SIDE, LEAST_SIDE = 56, 14
TEXT_WIDTH = 7.0  # of a digit at 12 px
ROOM_FOR_TEXT = 38
MOST_LETTERS = 14  # of the name beside the upward axis
_NO_ONE = "0" * ID_LENGTH


def heat_map(sweep: Sweep, drawn: Map) -> SafeString:
    """The figure of a heat map; each square is a link to its run (or the first of its runs)."""
    columns, rows = len(drawn.x.words), len(drawn.rows)
    fair = (WIDE - LEFT) / columns
    side = max(LEAST_SIDE, min(MOST_SIDE if drawn.x.numeric else max(MOST_SIDE, _longest(drawn.x)), fair))
    height = max(LEAST_SIDE, min(side, 40 if columns > 12 else MOST_SIDE))
    width, tall = LEFT + columns * side + 8, TOP + rows * height + BOTTOM
    parts = [
        f'<svg class="heat" viewBox="0 0 {width:.0f} {tall:.0f}" width="{width:.0f}" height="{tall:.0f}" '
        f'role="group" aria-label="{escape(drawn.score.label)}">'
    ]
    pattern = reverse("experiments:run", args=[_NO_ONE])  # once: a thousand of them take longer than all the rest
    empty = sum(not square.cells for row in drawn.rows for square in row)
    holes = empty <= columns * rows / 2  # where most is empty, nobody takes what is for a run
    for row in drawn.rows:
        parts += [_square(square, side, height, pattern) for square in row if square.cells]
        parts += [_nothing(square, side, height) for square in row if holes and not square.cells]
    parts += _ticks_x(drawn.x, side, TOP + rows * height)
    if drawn.y:
        parts += _ticks_y(drawn.y, rows, height)
        parts.append(_text(4, TOP + rows * height + 16, f"↑ {drawn.y.label[:MOST_LETTERS]}", "start", "name"))
    parts.append("</svg>")
    return mark_safe("".join(parts))  # every text in it is escaped


def _square(square: Square, side: float, height: float, pattern: str) -> str:
    """`pattern`: a run's address, with _NO_ONE in the place of its id."""
    x, y = LEFT + square.column * side, TOP + square.row * height
    cell = square.cells[0]
    name = f"shade-{square.shade}" if square.score is not None else square.mark
    half = {"training": " on-its-way", "pruned": " pruned"}.get(square.mark, "") if square.score is not None else ""
    shape = f'<rect x="{x:.1f}" y="{y:.1f}" width="{side - 1:.1f}" height="{height - 1:.1f}"/>'
    if square.mark == "diverged":
        shape += _text(x + (side - 1) / 2, y + height / 2 + 4, "✕", "middle")
    elif square.score is not None and side >= ROOM_FOR_TEXT and height >= LEAST_SIDE:
        shape += _text(x + (side - 1) / 2, y + height / 2 + 4, size(square.score), "middle")
    words, places = escape(square.words), " ".join([str(one.place) for one in square.cells])
    return (
        f'<a href="{pattern.replace(_NO_ONE, cell.id)}" id="square-{square.column}-{square.row}" class="square {name}{half}" '
        f'data-place="{cell.place}" data-cells="{places}" aria-label="{words}"><title>{words}</title>{shape}</a>'
    )


def _nothing(square: Square, side: float, height: float) -> str:
    """Where random draws left a hole: a dash, so that nobody takes it for a run that waits."""
    x, y = LEFT + (square.column + 0.5) * side, TOP + (square.row + 0.5) * height + 4
    return _text(x, y, "–", "middle", "no-run")


def _longest(axis: Axis) -> float:
    """Pixels that the longest of an axis' values takes, with air around it."""
    return max(map(len, axis.words)) * TEXT_WIDTH + 8


def _ticks_x(axis: Axis, side: float, bottom: float) -> list[str]:
    every = max(1, -(-int(_longest(axis)) // max(1, int(side))))
    found = [
        _text(LEFT + place * side + side / 2, bottom + 16, tick, "middle")
        for place, tick in enumerate(axis.words)
        if place % every == 0
    ]
    middle = LEFT + len(axis.words) * side / 2
    return [*found, _text(middle, bottom + 40, axis.label, "middle", "name")]


def _ticks_y(axis: Axis, rows: int, height: float) -> list[str]:
    every = max(1, -(-16 // max(1, int(height))))
    return [
        _text(LEFT - 8, TOP + (rows - 1 - place) * height + height / 2 + 4, tick[:14], "end")
        for place, tick in enumerate(axis.words)
        if place % every == 0
    ]


def _text(x: float, y: float, text: str, anchor: str, name: str = "tick") -> str:
    return format_html('<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>', f"{x:.1f}", f"{y:.1f}", anchor, name, text)
