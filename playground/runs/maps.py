"""Trainability maps as rows: made, read, ended; a cell as the run with exactly its values. And the engine's door for them.

A tile's bytes are four columns of its cells one after the other, little-endian: outcome u8, epoch u16, training loss f32, test
loss f32.
"""

import math
import struct
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext

from playground.runs import numbers, quota, recipes, services, tables
from playground.runs.addresses import is_run_id
from playground.runs.models import Grid, Run, Tile

SIDES = (64, 128, 256)
ACROSS = 4  # tiles in a row, and rows of them
KINDS = {1: "converged", 2: "not", 3: "diverged"}  # 0: not there yet
CELL = 11  # bytes of one
MOST_GRIDS = 50  # of an owner: 36 MB at most


@dataclass(frozen=True)
class Cell:
    """What became of one cell's run."""

    kind: str
    epoch: int
    train_loss: float
    test_loss: float


def fields_of(spec) -> list[str]:
    """Paths that a map of this Spec may vary."""
    from engine.trainability import fields_of

    return fields_of(spec)


def span(facts: dict):
    """An axis of a map as the engine takes it."""
    from engine.trainability import Span

    return Span(facts["path"], facts["low"], facts["high"], facts["log"])


def values(facts: dict, side: int) -> tuple[str, ...]:
    """The values of an axis, as recipes spell them."""
    return span(facts).values(side)


def start(owner: str, spec, x: dict, y: dict, side: int, *, token: str, parent: Grid | None = None) -> tuple[Grid, bool]:
    """Store a map and its empty tiles; and whether it is new. Raises engine.spec.Refused and services.StartRefused."""
    from engine.refusals import in_language
    from engine.spec import Refused
    from engine.trainability import check

    if not token.isprintable():
        raise services.StartRefused(gettext("This start token is not one of ours. Reload the page and start again."))
    known = Grid.objects.filter(owner=owner, start_token=token).first()
    if known and (known.x, known.y, known.side) != (x, y, side):
        raise services.TokenReused(gettext("This start was already used for another set-up. Reload the page and start again."))
    if known:
        return known, False
    try:
        base = check(spec, span(x), span(y), side, tables.find)
    except Refused as error:
        raise in_language(error, gettext) from None
    try:
        with transaction.atomic():
            services.queue_of(owner)
            mine = Grid.objects.filter(owner=owner)
            if mine.count() >= MOST_GRIDS:
                words = gettext("You have {most} maps already. Delete one first.")
                raise services.StartRefused(words.format(most=MOST_GRIDS))
            if words := quota.refusal(owner, CELL * side**2):
                raise services.StartRefused(words)
            number = numbers.give(owner, Grid)
            grid = Grid.objects.create(
                owner=owner, number=number, start_token=token, spec=recipes.expanded(base), x=x, y=y, side=side, parent=parent
            )
            Tile.objects.bulk_create([Tile(grid=grid, place=place) for place in range(ACROSS**2)])
    except IntegrityError:  # the same start, a moment earlier, in another request
        return Grid.objects.get(owner=owner, start_token=token), False
    return grid, True


def get_grid(owner: str | None, grid_id: str) -> Grid:
    """The map, or Grid.DoesNotExist: "not yours" and "not there" are the same answer."""
    if not owner or not is_run_id(grid_id):
        raise Grid.DoesNotExist
    return Grid.objects.get(owner=owner, id=grid_id)


def grids_of(owner: str) -> QuerySet[Grid]:
    """An owner's maps, newest first, with the cells done of each as `done`."""
    return Grid.objects.filter(owner=owner).annotate(done=Sum("tiles__done")).order_by("-number")


def tile_side(grid: Grid) -> int:
    return grid.side // ACROSS


def stretch(grid: Grid, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values across and up of a tile's cells."""
    side = tile_side(grid)
    row, column = divmod(place, ACROSS)
    return values(grid.x, grid.side)[column * side :][:side], values(grid.y, grid.side)[row * side :][:side]


def packed(kinds, epochs, train, test) -> bytes:
    """Columns as a tile's bytes (NumPy arrays of the engine's outcomes)."""
    columns = (kinds.astype("<u1"), epochs.astype("<u2"), train.astype("<f4"), test.astype("<f4"))
    return b"".join(one.tobytes() for one in columns)


def outcomes(grid: Grid) -> bytearray:
    """The outcome and, where it converged, the speed of every cell, in rows from the lowest y: side² bytes of `shade_of`."""
    side, whole = tile_side(grid), bytearray(grid.side**2)
    limit = grid.spec["training"]["epochs"]
    shades = [shade_of("converged", epoch, limit) for epoch in range(limit + 1)]
    for place, data in grid.tiles.values_list("place", "data"):
        data, count = bytes(data), side * side
        if not data:
            continue
        kinds, epochs = data[:count], struct.unpack(f"<{count}H", data[count : 3 * count])
        colours = bytes(shades[epoch] if kind == 1 else FLAT[kind] for kind, epoch in zip(kinds, epochs, strict=True))
        row, column = divmod(place, ACROSS)
        for line in range(side):
            first = (row * side + line) * grid.side + column * side
            whole[first : first + side] = colours[line * side : (line + 1) * side]
    return whole


SHADES = 16
FLAT = {0: 0, 2: SHADES + 1, 3: SHADES + 2}  # what has no shade: not there yet, did not converge, diverged


def shade_of(kind: str, epoch: int, limit: int) -> int:
    """1 (at the very end) to SHADES (at once), by the logarithm of the epoch it took."""
    if kind != "converged":
        return FLAT[{"": 0, "not": 2, "diverged": 3}[kind]]
    share = math.log(max(1, epoch)) / math.log(limit) if limit > 1 else 0.0
    return SHADES - min(SHADES - 1, int(share * SHADES))


def columns_of(grid: Grid, place: int) -> dict[str, list]:
    """What became of the cells of a tile: {"outcomes", "epochs", "train_losses", "test_losses"}, in rows from the lowest y.

    An outcome is "" where it is not there yet; a tile that has not begun has empty lists.
    """
    data, count = bytes(grid.tiles.values_list("data", flat=True).get(place=place)), tile_side(grid) ** 2
    if not data:
        return {"outcomes": [], "epochs": [], "train_losses": [], "test_losses": []}
    kinds, epochs = [KINDS.get(kind, "") for kind in data[:count]], struct.unpack_from(f"<{count}H", data, count)
    train, test = (struct.unpack_from(f"<{count}f", data, first * count) for first in (3, 7))
    return {"outcomes": kinds, "epochs": list(epochs), "train_losses": list(train), "test_losses": list(test)}


def cell(grid: Grid, x: int, y: int) -> Cell | None:
    """What became of the cell in column x of row y (from the lowest), or None where it is not there yet."""
    side = tile_side(grid)
    place, at, count = y // side * ACROSS + x // side, y % side * side + x % side, side * side
    data = bytes(grid.tiles.values_list("data", flat=True).get(place=place))
    if not data or not data[at]:
        return None
    (epoch,) = struct.unpack_from("<H", data, count + 2 * at)
    (train,), (test,) = (struct.unpack_from("<f", data, count * first + 4 * at) for first in (3, 7))
    return Cell(KINDS[data[at]], epoch, train, test)


def recipe_of(grid: Grid, x: int, y: int) -> dict:
    """The recipe of a cell's run."""
    from engine.search.points import recipe_at

    point = (values(grid.x, grid.side)[x], values(grid.y, grid.side)[y])
    return recipe_at(grid.spec, (grid.x["path"], grid.y["path"]), point)


def open_cell(grid: Grid, x: int, y: int) -> Run:
    """The run with exactly a cell's values, made when it is first asked for. Raises services.StartRefused."""
    spec = recipes.parse(recipe_of(grid, x, y))
    return services.start_run(grid.owner, spec, token=f"map:{grid.id}:{x}:{y}", speed=0)


def counts(whole: bytearray) -> dict[str, int]:
    """How many cells stand how: {"converged", "not", "diverged", "left"}."""
    lost, failed, left = (whole.count(FLAT[kind]) for kind in (3, 2, 0))
    return {"converged": len(whole) - lost - failed - left, "not": failed, "diverged": lost, "left": left}
