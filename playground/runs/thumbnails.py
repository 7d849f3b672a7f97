"""The bytes of a run's thumbnail: its map and its two curves in about 700 bytes, drawn by the page in its own colours.

Little-endian. A picture is measured by whoever trained (playground/training/thumbnails.py) and drawn by static/js/thumbs.

| Offset | Type | What |
| --- | --- | --- |
| 0 | 4 bytes | `BPT1` |
| 4 | u8 | kind of map, see Kind |
| 5 | u8 | side: cells along one side of the map, values of a line, classes of a confusion matrix; 0 without a map |
| 6 | u8 | points of each curve, at most 48 |
| 7 | u8 | dots on a line's plane, at most 40 |
| 8 | u32 | epoch it shows |
| 12 | u32 | epochs the curves' width stands for |
| 16 | cells | the map: side², a line's side, a confusion matrix's classes² |
| | dots × 2 i8 | x, then y of every dot: −127…127 across the picture |
| | points × u8 | where each point of the curves stands: 0…255 of the width |
| | points × u8, twice | train, then test loss: 0…254 of the height, 255 where it is not finite |
"""

import struct
from enum import IntEnum
from typing import NamedTuple

MAGIC = b"BPT1"
HEADER = struct.Struct("<4s4B2I")
SIDE = 24  # cells along one side of a map
MOST_POINTS = 48
MOST_DOTS = 40
NOT_FINITE = 255  # in a curve
UNKNOWN = -128  # in a signed cell: the network answers with no number there


class Kind(IntEnum):
    """What the cells mean. Rows run from x₂ = +6 to −6, cells left to right, as on the page's own map."""

    NONE = 0  # no map
    SIGNED = 1  # i8: −127…127 between two classes, or within the largest target of a regression
    CLASSES = 2  # u8: class in the upper three bits, certainty 0…31 in the lower five
    LINE = 3  # i8: answers over one input, from left to right
    CONFUSION = 4  # u8: share of a true class (row) called each class (column), 0…255


class Picture(NamedTuple):
    """A thumbnail taken apart. `cells`, `dots` and the curves are bytes as laid out above."""

    epoch: int
    width: int  # epochs the curves' width stands for
    kind: Kind = Kind.NONE
    side: int = 0
    cells: bytes = b""
    dots: bytes = b""
    places: bytes = b""
    train: bytes = b""
    test: bytes = b""


def encode(picture: Picture) -> bytes:
    """The bytes of a picture. ValueError where its parts do not fit each other."""
    points, dots = len(picture.places), len(picture.dots) // 2
    fits = len(picture.train) == len(picture.test) == points <= MOST_POINTS and dots <= MOST_DOTS
    if not fits or len(picture.cells) != _cells(picture.kind, picture.side):
        raise ValueError(f"the parts of this {picture.kind.name} picture do not fit: {len(picture.cells)} cells, {points} points")
    head = HEADER.pack(MAGIC, picture.kind, picture.side, points, dots, picture.epoch, picture.width)
    return head + picture.cells + picture.dots + picture.places + picture.train + picture.test


def decode(data: bytes) -> Picture:
    """The picture in these bytes. ValueError for anything that is not exactly one thumbnail."""
    if len(data) < HEADER.size or data[:4] != MAGIC:
        raise ValueError("these bytes are no thumbnail")
    _, kind, side, points, dots, epoch, width = HEADER.unpack_from(data)
    parts, at = [], HEADER.size
    for length in (_cells(Kind(kind), side), 2 * dots, points, points, points):
        parts.append(data[at : at + length])
        at += length
    if at != len(data):
        raise ValueError(f"this thumbnail should have {at} bytes, not {len(data)}")
    return Picture(epoch, width, Kind(kind), side, *parts)


def _cells(kind: Kind, side: int) -> int:
    return {Kind.NONE: 0, Kind.LINE: side}.get(kind, side * side)
