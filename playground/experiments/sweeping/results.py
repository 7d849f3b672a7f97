"""A sweep's results over two of its fields: which points fall on which square, what each square says, in colour and in words."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from playground.experiments import declarations, words
from playground.experiments.sweeping.labels import Named, label_of, named, words_of
from playground.experiments.written import counted, size
from playground.languages.joining import joined
from playground.runs import searching
from playground.runs.models import Sweep
from playground.runs.sweep_reading import Cell

SHADES = 16
MOST_COLUMNS = 48  # more values than that are put into bins
BINS = 16


@dataclass(frozen=True)
class Score:
    """What a square's colour stands for."""

    name: str
    label: str
    of: Callable[[Cell], float | None]
    smaller: bool = False  # smaller is better


def scores(regression: bool) -> list[Score]:
    metric = _("Test R²") if regression else _("Test accuracy")
    return [
        Score("last", _("{metric} at the end").format(metric=metric), lambda cell: cell.last),
        Score("best", _("{metric} at its best").format(metric=metric), lambda cell: cell.best),
        Score("loss", _("Test loss at the end"), lambda cell: cell.loss, smaller=True),
    ]


@dataclass(frozen=True)
class Look:
    """What the address asks to see."""

    x: int
    y: int | None
    score: Score


@dataclass
class Axis:
    """One field of the sweep: what it and its values are called (`ticks`: as recipes have them), and where each value stands."""

    path: str
    label: str
    numeric: bool
    log: bool
    ticks: list[str]
    words: list[str]
    place_of: dict[str, int] = field(default_factory=dict)


@dataclass
class Square:
    """What falls together: the cells, a mean score, a mark (waiting, training, done, pruned, diverged, none) and a sentence."""

    column: int
    row: int
    cells: list[Cell] = field(default_factory=list)
    score: float | None = None
    mark: str = "waiting"
    shade: int = 0
    words: str = ""


def asked(query: QueryDict, sweep: Sweep) -> Look:
    """The look of an address; what it does not say, or says wrongly, is chosen for it."""
    paths = [axis["path"] for axis in sweep.axes]
    spread = sorted(range(len(paths)), key=lambda place: -len({point[place] for point in sweep.points}))
    x = paths.index(query["x"]) if query.get("x") in paths else spread[0]
    others = [place for place in spread if place != x]
    y = paths.index(query["y"]) if query.get("y") in paths and query.get("y") != paths[x] else (others[0] if others else None)
    known = {one.name: one for one in scores(is_regression(sweep))}
    return Look(x, y, known.get(query.get("score", ""), known["last"]))


def is_regression(sweep: Sweep) -> bool:
    return (declarations.entry("data", sweep.spec["data"]["name"]) or {}).get("task") == "regression"


def axis_of(sweep: Sweep, place: int) -> Axis:
    """The values of a field in order, or bins of them where there are too many to stand side by side."""
    path, text = sweep.axes[place]["path"], sweep.axes[place]["text"]
    values = list(dict.fromkeys(point[place] for point in sweep.points))
    numbers = {value: searching.number_of(value) for value in values}
    numeric = None not in numbers.values()
    log = numeric and "log" in text.split()
    if numeric:
        values.sort(key=numbers.get)
    axis = Axis(path, label_of(path), numeric, log, values, list(map(words_of(path, "short"), values)))
    if numeric and len(values) > MOST_COLUMNS:
        scale = math.log if log else float
        low, high = scale(numbers[values[0]]), scale(numbers[values[-1]])
        axis.place_of = {v: min(BINS - 1, int((scale(numbers[v]) - low) / (high - low) * BINS)) for v in values}
        edges = [low + (high - low) * (bin + 0.5) / BINS for bin in range(BINS)]
        middles = [math.exp(edge) if log else edge for edge in edges]
        axis.ticks, axis.words = [f"≈ {one:.2g}" for one in middles], [f"≈ {size(one)}" for one in middles]
    else:
        axis.place_of = {value: index for index, value in enumerate(values)}
    return axis


@dataclass
class Map:
    """The heat map: axes, squares by row from the top, and the scale of its colours."""

    x: Axis
    y: Axis | None
    rows: list[list[Square]]
    low: float | None
    high: float | None
    score: Score


def heat(sweep: Sweep, cells: list[Cell], look: Look) -> Map:
    """Lay the cells over the two fields asked for. Where several share a square, it shows their mean."""
    x, y = axis_of(sweep, look.x), axis_of(sweep, look.y) if look.y is not None else None
    height = len(y.ticks) if y else 1
    squares = [[Square(column, row) for column in range(len(x.ticks))] for row in range(height)]
    for cell in cells:
        point = sweep.points[cell.place]
        row = height - 1 - y.place_of[point[look.y]] if y else 0  # larger values further up, as on any plot
        squares[row][x.place_of[point[look.x]]].cells.append(cell)
    for row in squares:
        for square in row:
            _judge(square, look.score)
    found = [square.score for row in squares for square in row if square.score is not None]
    low, high = scale_of(found, look.score, is_regression(sweep))
    shown = [Named(place, sweep.axes[place]["path"]) for place in (look.x, look.y) if place is not None]
    said = cache(_)  # a look into the catalogue costs as much as a square
    for row in squares:
        for square in row:
            if square.score is not None:
                square.shade = shade(square.score, low, high, look.score)
            square.words = _words(square, sweep, shown, said)
    return Map(x, y, squares, low, high, look.score)


def _judge(square: Square, score: Score) -> None:
    """A mean over what has a score; diverged where nothing has ended otherwise."""
    good = [cell for cell in square.cells if cell.state != "diverged" and score.of(cell) is not None]
    if good:
        square.score = sum(score.of(cell) for cell in good) / len(good)
        square.mark = "done" if all(cell.ended for cell in square.cells) else "training"
        if all(cell.pruned for cell in good):
            square.mark = "pruned"
    elif square.cells and all(cell.ended for cell in square.cells):
        square.mark = "diverged" if any(cell.state == "diverged" for cell in square.cells) else "none"
    elif any(cell.state == "training" for cell in square.cells):
        square.mark = "training"


def scale_of(found: list[float], score: Score, regression: bool) -> tuple[float | None, float | None]:
    """From where to where the colours go: accuracy from a coin's throw to 1, R² from 0 to 1, losses as they come."""
    if not found:
        return None, None
    if score.smaller:
        return max(min(found), 1e-12), max(*found, 2e-12)
    return (0.0 if regression or min(found) < 0.45 else 0.5), 1.0


def shade(value: float, low: float, high: float, score: Score) -> int:
    """0 (worst) to SHADES − 1 (best)."""
    if score.smaller:
        value, low, high = math.log(max(value, 1e-12)), math.log(low), math.log(high)
    share = (value - low) / (high - low) if high > low else 1.0
    share = 1 - share if score.smaller else share
    return max(0, min(SHADES - 1, int(share * SHADES)))


def _words(square: Square, sweep: Sweep, shown: list[Named], _: Callable[[str], str]) -> str:
    """`shown`: the fields on the axes; `_`: gettext of this rendering."""
    if not square.cells:
        return ""
    point = sweep.points[square.cells[0].place]
    where = _(", ").join(one.at(point) for one in shown)
    count = len(square.cells)
    if square.mark == "diverged":
        epoch = min(cell.epoch for cell in square.cells)
        return _("{where}: diverged at epoch {epoch}").format(where=where, epoch=counted(epoch))
    if square.score is None:
        return f"{where}: {state_of(square.cells[0], _)}"
    said = spelled(square.score)
    if count > 1:
        return ngettext("{where}: {score}, the mean of {count} run", "{where}: {score}, the mean of {count} runs", count).format(
            where=where, score=said, count=count
        )
    pruned = square.mark == "pruned"
    told = _("{where}: {score}, pruned at epoch {epoch}") if pruned else _("{where}: {score} after {epoch} epochs")
    return told.format(where=where, score=said, epoch=counted(square.cells[0].epoch))


def state_of(cell: Cell, _: Callable[[str], str] = _) -> str:
    """How a cell stands, in a few words."""
    if cell.pruned:
        return _("Pruned at epoch {epoch}").format(epoch=counted(cell.epoch))
    return _("Waiting for the others") if cell.at_rung else words.state_name(cell.state)


def spelled(value: float | None) -> str:
    return "–" if value is None else size(value, 3)


def best(cells: list[Cell], score: Score) -> Cell | None:
    """The best cell that has ended without diverging."""
    good = [cell for cell in cells if cell.ended and cell.state != "diverged" and score.of(cell) is not None]
    return (min if score.smaller else max)(good, key=score.of, default=None)


def summary(sweep: Sweep, cells: list[Cell], score: Score) -> str:
    """The sweep in a sentence or three, for whoever cannot or will not read colours."""
    ended = [cell for cell in cells if cell.ended]
    lost = sum(cell.state == "diverged" for cell in ended)
    said = [_("{done} of {all} runs have ended").format(done=f"{len(ended):,}", all=f"{len(cells):,}")]
    if lost:
        said.append(ngettext("{count} diverged", "{count} diverged", lost).format(count=f"{lost:,}"))
    sentence = _(", ").join(said) + _(".")
    top = best(cells, score)
    if top is None:
        return sentence
    values = _(", ").join(one.at(sweep.points[top.place]) for one in named(sweep))
    found = _("{label}: the best is {score}, with {values}.")
    return joined(sentence, found.format(label=score.label, score=spelled(score.of(top)), values=values))
