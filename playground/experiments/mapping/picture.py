"""A map as a picture: a pixel a cell, light where a run was quickly down, in the X-ray's film; its own colours for the rest."""

import io

from playground.runs.models import Grid

# As .shade-0 … .shade-15 of sweeps.css: dark is slow, light is fast.
FILM = (
    "#1B1B42", "#19265D", "#133767", "#024871", "#015977", "#04697D", "#057983", "#098B88", "#049D88", "#00AF87", "#51BB83",
    "#79C87E", "#A0D189", "#C4DA94", "#DDE5AF", "#F6F0CA",
)  # fmt: skip
WAITING, FAILED, DIVERGED = "#0E1116", "#59616B", "#FF5CA8"


def png(grid: Grid, whole: bytearray) -> bytes:
    """`whole` as maps.outcomes gives it; the lowest y at the bottom."""
    from PIL import Image

    colours = [WAITING, *FILM, FAILED, DIVERGED]
    rows = [bytes(whole[row * grid.side : (row + 1) * grid.side]) for row in reversed(range(grid.side))]
    image = Image.frombytes("P", (grid.side, grid.side), b"".join(rows))
    image.putpalette([int(colour[place : place + 2], 16) for colour in colours for place in (1, 3, 5)])
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=1)
    return out.getvalue()
