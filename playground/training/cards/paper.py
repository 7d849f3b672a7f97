"""A card to draw on: twice its size while drawing, so that lines come out smooth, with the page's colours and one typeface."""

from functools import lru_cache
from io import BytesIO
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
FINE = 2  # drawn this many times larger, then averaged down

# The light theme of static/css/tokens.css and static/js/colour.js; a test holds them together.
BG, SURFACE, LINE, TEXT, TEXT_2, MUTED = "#F6F7F8", "#FFFFFF", "#D5D9DE", "#1B1F24", "#4A525C", "#5F6873"
ACCENT, TRAIN, TEST, BAD = "#0B6B53", "#1B1F24", "#7A3DB8", "#B3261E"
DIVERGING = ("#D97700", "#E09559", "#E4B28C", "#E7CEBC", "#E8EAEB", "#B7CEE1", "#87B1D6", "#5494CA", "#0877BD")
CLASSES = ("#D97700", "#0877BD", "#1B8A5A")


class Paper:
    """Coordinates are those of the finished card. `text` is placed by its left (or right) end and its baseline."""

    def __init__(self):
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), BG)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x, y, width, height, fill=None, outline=None, radius=0):
        self.draw.rounded_rectangle(
            [x * FINE, y * FINE, (x + width) * FINE - 1, (y + height) * FINE - 1], radius * FINE, fill, outline, width=FINE
        )

    def line(self, points, colour, width=3.0, dash=None):
        """A polyline through (x, y); `dash` = (on, off) lengths."""
        for part in [points] if dash is None else _dashes(points, *dash):
            self.draw.line([(x * FINE, y * FINE) for x, y in part], colour, round(width * FINE), joint="curve")

    def dot(self, x, y, radius, fill=None, outline=None, width=2.0):
        places = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.draw.ellipse(places, fill, outline, round(width * FINE))

    def polygon(self, x, y, radius, corners, fill=None, outline=None, width=2.0):
        """A regular one with a corner at the top."""
        turns = np.arange(corners) / corners * 2 * np.pi
        places = [((x + radius * np.sin(turn)) * FINE, (y - radius * np.cos(turn)) * FINE) for turn in turns]
        self.draw.polygon(places, fill, outline, round(width * FINE))

    def text(self, x, y, words, size, colour=TEXT, bold=False, right=False):
        """Words on the baseline `y`; the built-in typeface has one weight, so bold is drawn with a thin edge."""
        edge = max(1, size * FINE // 28) if bold else 0
        self.draw.text(
            (x * FINE, y * FINE), words, colour, font(size), anchor="rs" if right else "ls", stroke_width=edge, stroke_fill=colour
        )

    def paste(self, pixels: np.ndarray, x, y, side):
        """An RGB picture (rows, columns, 3) uint8, enlarged to a square of `side`."""
        tile = Image.fromarray(pixels).resize((side * FINE, side * FINE), Image.Resampling.BICUBIC)
        self.image.paste(tile, (x * FINE, y * FINE))

    def png(self) -> bytes:
        out = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(out, "PNG", optimize=False)
        return out.getvalue()


@lru_cache(maxsize=16)
def font(size: int):
    return ImageFont.load_default(size * FINE)


def width_of(words: str, size: int) -> float:
    """How wide these words come out, in the card's pixels."""
    return font(size).getlength(words) / FINE


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.float64)


def css(colour) -> str:
    """Three numbers as #RRGGBB."""
    return "#" + "".join(f"{int(part):02X}" for part in colour)


def diverging(values: np.ndarray) -> np.ndarray:
    """Colours (…, 3) uint8 of signed values, −1 … 1; what is outside takes the end's colour."""
    stops = np.stack([rgb(colour) for colour in DIVERGING])
    at = (np.clip(np.nan_to_num(values, nan=-1.0), -1, 1) + 1) / 2 * (len(stops) - 1)
    below = np.minimum(at.astype(int), len(stops) - 2)
    part = (at - below)[..., None]
    return np.round(stops[below] * (1 - part) + stops[below + 1] * part).astype(np.uint8)


def _dashes(points, on: float, off: float):
    """The pieces of a polyline that are drawn, each a polyline."""
    pieces, piece, drawn, left = [], [points[0]], True, on
    for (x, y), end in pairwise(points):
        length = float(np.hypot(end[0] - x, end[1] - y))
        walked = 0.0
        while length - walked > left:
            walked += left
            place = (x + (end[0] - x) * walked / length, y + (end[1] - y) * walked / length)
            if drawn:
                pieces.append([*piece, place])
            drawn, left, piece = not drawn, off if drawn else on, [place]
        left -= length - walked
        if drawn:
            piece.append(end)
    return [*pieces, piece] if drawn and len(piece) > 1 else pieces
