"""Points drawn by hand as text: short enough for a link, and the same text for the same points.

A point is one number of 24 bits: its class (2 bits), then how many steps it stands from the left and from the lower edge of
the plane (11 bits each; 2,000 steps of 0.006 from −6 to 6). The numbers are sorted; the first, and of each other what it is
more than the one before, are written seven bits a byte, lowest first, the eighth bit saying that more follow (LEB128), and
the bytes as base64 in its URL alphabet without padding. Two or three bytes a point: 2,000 points are about 5,500 characters.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from functools import lru_cache

STEPS, STEP = 2000, 0.006  # along each axis
CLASSES, MOST = 3, 2000
Point = tuple[int, int, int]  # class, steps from the left, steps from below


class NotADrawing(ValueError):
    """A text that no drawing is written as."""


def encode(points: Iterable[Point]) -> str:
    """The text of these points, in whatever order they come."""
    data, before = bytearray(), 0
    for number in sorted(kind << 22 | across << 11 | up for kind, across, up in points):
        more, before = number - before, number
        while more > 127:
            data.append(more & 127 | 128)
            more >>= 7
        data.append(more)
    return base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")


@lru_cache(64)  # a set-up asks for its classes, its sizes and its points
def decode(text: str) -> tuple[Point, ...]:
    """The points of a text, sorted. Raises NotADrawing for what `encode` does not write."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotADrawing(text[:40]) from None
    points, number, more, shift = [], 0, 0, 0
    for byte in data:
        more |= (byte & 127) << shift
        shift += 7
        if shift > 28:
            raise NotADrawing(text[:40])
        if byte < 128:
            number += more
            points.append((number >> 22, number >> 11 & 2047, number & 2047))
            more = shift = 0
    if shift or any(kind >= CLASSES or max(across, up) > STEPS for kind, across, up in points):
        raise NotADrawing(text[:40])
    return tuple(points)


def place(steps: int) -> float:
    """Where on the plane so many steps lead: −6 to 6."""
    return (steps - STEPS // 2) * STEP


def steps(place: float) -> int:
    """The nearest step to a place; the edge for one beyond it."""
    return min(max(round(place / STEP) + STEPS // 2, 0), STEPS)
