"""A line search as the numbers of an SVG: the loss along one direction, where it was looked at, what would have been accepted.

Between two lengths nobody looked; the line there is the cubic through both ends' values and slopes, which is what the search
itself goes by. Lengths far beyond the one taken, and losses far above, stand at the frame's edge instead of squeezing the rest.
"""

import math
from itertools import pairwise

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 104, 544, 16, 216  # the frame within, px; losses of seven digits stand before it
FAR = 4.0  # times the length taken, or the fall reached: what lies farther out stands at the edge
TANGENT = 34  # half a tangent, px
FINENESS = 240  # places at which the cubics are asked whether they would do


def search_chart(search: dict) -> dict:
    """`search` as `pasts.line_search` gives it, with at least one length looked at."""
    points = [(0.0, search["start"], search["slope"]), *search["tried"]]
    finite = [one for one in points if all(map(math.isfinite, one))]
    frame = _Frame(finite, search["taken"])
    known = sorted(set(finite))
    cubics = list(pairwise(known))
    promised = search["start"] + search["c1"] * frame.far * search["slope"]
    return {
        "size": (WIDTH, HEIGHT),
        "frame": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "width": RIGHT - LEFT, "height": BOTTOM - TOP},
        "curve": " ".join(frame.bezier(low, high) for low, high in cubics),
        "enough": (*frame.at(0.0, search["start"]), *frame.at(frame.far, promised)),
        "bands": [frame.band(low, high) for low, high in _accepted(cubics, search, frame.far)],
        "tangents": [frame.tangent(*one) for one in finite if frame.holds(*one[:2])],
        "dots": [frame.dot(number, one, search["taken"]) for number, one in enumerate(points)],
        "ticks": {"far": frame.far, "high": frame.high, "low": frame.low},
    }


class _Frame:
    """Which lengths and losses the frame shows, and where they lie in it."""

    def __init__(self, points: list[tuple], taken: float):
        lengths, losses = [one[0] for one in points], [one[1] for one in points]
        self.far = max(one for one in lengths if not taken or one <= FAR * taken) * 1.12 or 1.0
        fall = max(losses[0] - min(losses), 0.0) or abs(losses[0]) * 1e-6 or 1.0
        highest = losses[0] + FAR * fall
        near = [loss for length, loss, _ in points if length <= self.far and loss <= highest]
        margin = 0.1 * ((max(near) - min(near)) or fall)
        self.low, self.high = min(near) - margin, max(near) + margin

    def holds(self, length: float, loss: float) -> bool:
        return length <= self.far and self.low <= loss <= self.high

    def x(self, length: float) -> float:
        return LEFT + length / self.far * (RIGHT - LEFT)

    def y(self, loss: float) -> float:
        return BOTTOM - (loss - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def at(self, length: float, loss: float) -> tuple[float, float]:
        return round(self.x(length), 1), round(self.y(loss), 1)

    def bezier(self, low: tuple, high: tuple) -> str:
        """The cubic between two points that were looked at; a Bézier's inner points lie a third of the way along the slopes."""
        third = (high[0] - low[0]) / 3
        inner = [self.at(low[0] + third, low[1] + third * low[2]), self.at(high[0] - third, high[1] - third * high[2])]
        ends = [self.at(*low[:2]), self.at(*high[:2])]
        spelled = [f"{x},{y}" for x, y in (ends[0], *inner, ends[1])]
        return f"M{spelled[0]}C{' '.join(spelled[1:])}"

    def tangent(self, length: float, loss: float, slope: float) -> tuple[float, float, float, float]:
        across = self.x(1.0) - self.x(0.0)
        down = slope * (self.y(1.0) - self.y(0.0))
        share = TANGENT / math.hypot(across, down)
        x, y = self.at(length, loss)
        return tuple(round(one, 1) for one in (x - share * across, y - share * down, x + share * across, y + share * down))

    def band(self, low: float, high: float) -> tuple[float, float]:
        """Left edge and width of a stretch of lengths."""
        return round(self.x(low), 1), round(max(2.0, self.x(high) - self.x(low)), 1)

    def dot(self, number: int, one: tuple, taken: float) -> dict:
        """Where a point stands; at the edge, marked so, if it lies beyond or is no number."""
        inside = all(map(math.isfinite, one[:2])) and self.holds(*one[:2])
        x = min(self.x(one[0]), RIGHT)
        y = min(max(self.y(one[1]), TOP), BOTTOM) if math.isfinite(one[1]) else TOP
        chosen, above = number > 0 and one[0] == taken, y > TOP + 24
        return {"number": number, "x": round(x, 1), "y": round(y, 1), "beyond": not inside, "taken": chosen, "above": above}


def _accepted(cubics: list, search: dict, far: float) -> list[tuple[float, float]]:
    """Stretches of lengths at which the cubics satisfy both conditions."""
    found, begun, before = [], None, 0.0
    for place in range(1, FINENESS + 1):
        length = far * place / FINENESS
        ends = next((ends for ends in cubics if ends[0][0] <= length <= ends[1][0]), None)
        fine = ends is not None and would_do(search, length, *_cubic(*ends, length))
        if fine and begun is None:
            begun = length
        elif not fine and begun is not None:
            found, begun = [*found, (begun, before)], None
        before = length
    return found if begun is None else [*found, (begun, before)]


def would_do(search: dict, length: float, loss: float, slope: float) -> bool:
    """Both strong Wolfe conditions."""
    return falls_enough(search, length, loss) and flat_enough(search, slope)


def falls_enough(search: dict, length: float, loss: float) -> bool:
    return loss <= search["start"] + search["c1"] * length * search["slope"]


def flat_enough(search: dict, slope: float) -> bool:
    return abs(slope) <= search["c2"] * abs(search["slope"])


def _cubic(low: tuple, high: tuple, length: float) -> tuple[float, float]:
    """Value and slope of the cubic through both ends' values and slopes."""
    apart = high[0] - low[0]
    t, rise = (length - low[0]) / apart, high[1] - low[1]
    bend = (low[2] + high[2]) * apart - 2 * rise
    curve = rise - low[2] * apart - bend
    return low[1] + t * (low[2] * apart + t * (curve + t * bend)), low[2] + t * (2 * curve + 3 * t * bend) / apart
