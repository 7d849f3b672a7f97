"""What a sweep came to, as its page draws it: heat map, importance of fields, best so far, pruning, what the seeds say."""

import math

from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Facts, Number
from playground.api.run_shapes import Strict
from playground.api.sweeps import Cell, cell_facts, found
from playground.experiments.sweeping import course, importance, linked, pruning, results
from playground.experiments.sweeping import seeds as seeds_of
from playground.runs import halving, searching, sweep_reading
from playground.runs.models import Sweep

desk = Desk(tags=[_("Sweeps")])


class ResultsAsked(Strict):
    score: str = Field("last", max_length=20, description=_("last, best (the metric) or loss."))
    x: str = Field("", max_length=80, description=_("A field of the sweep; left out: the one with the most values."))
    y: str = Field("", max_length=80, description=_("Another; left out: the next."))


class MapAxis(Schema):
    path: str
    label: str
    numeric: bool
    log: bool
    ticks: list[str] = Field(description=_("Its values in order, or the middles of bins."))


class SquareFacts(Schema):
    column: int
    row: int = Field(description=_("From the top: larger values further up."))
    places: list[int] = Field(description=_("Places of the cells that fall on it."))
    score: Number | None = Field(description=_("Their mean."))
    mark: str = Field(description=_("waiting, training, done, pruned, diverged or none."))


class Heat(Schema):
    x: MapAxis
    y: MapAxis | None
    low: Number | None = Field(description=_("From where the colours go."))
    high: Number | None
    squares: list[SquareFacts]


class Importance(Schema):
    path: str
    label: str
    share: float = Field(description=_("Of the differences between the runs' ranks, 0 to 1, by this field alone."))
    error: float = Field(description=_("Its standard error; 0 where every combination was tried."))


class Course(Schema):
    name: str = Field(description=_("own or rival, as it ran or the mean over all orders."))
    label: str
    points: list[tuple[int, Number]] = Field(description=_("Runs, and the best result among so many."))


class Pruned(Schema):
    factor: int
    rungs: list[int] = Field(description=_("The epochs at which runs are judged."))
    ended_early: int
    epochs_saved: int
    epochs_whole: int = Field(description=_("What it would have been without pruning."))
    words: str


class Seeds(Schema):
    values: list[Number] = Field(description=_("What each seed that has ended came to."))
    mean: Number | None
    deviation: Number | None
    low: Number | None = Field(description=_("Of the mean's 95 % interval, Student's t."))
    high: Number | None
    words: str


class Results(Schema):
    score: str
    label: str
    summary: str
    best: Cell | None
    heat: Heat | None = Field(description=_("Null for ten seeds."))
    importance: list[Importance]
    importance_rest: float | None = Field(description=_("What fields do only together, and chance."))
    importance_words: str
    best_so_far: list[Course]
    parallel: Facts | None = Field(
        description=_("Axes, values and places of the lines through all fields, as the page draws them: 0 (bottom) to 1.")
    )
    pruning: Pruned | None
    seeds: Seeds | None
    rival: str | None = Field(description=_("The sweep of the same fields searched the other way."))


@desk.offers("GET", "/sweeps/{run:sweep_id}/results", _("What a sweep came to: every figure of its page"), gives=Results)
def get_results(request, sweep_id: str, asked: Query[ResultsAsked]):
    sweep = found(request, sweep_id)
    look, cells = _look(sweep, asked), sweep_reading.cells(sweep)
    best = results.best(cells, look.score)
    told = {
        "score": look.score.name, "label": look.score.label, "summary": results.summary(sweep, cells, look.score),
        "best": cell_facts(sweep, best) if best else None, "heat": None, "importance": [], "importance_rest": None,
        "importance_words": "", "best_so_far": [], "parallel": None, "pruning": _pruned(sweep, cells), "seeds": None,
        "rival": None,
    }  # fmt: skip
    return told | (_of_seeds(cells, look.score) if sweep.kind == "seeds" else _of_fields(sweep, cells, look))


def _look(sweep: Sweep, asked: ResultsAsked) -> results.Look:
    """What is asked to be seen; what makes no sense is refused here, where a page would choose."""
    paths = [axis["path"] for axis in sweep.axes]
    known = {"score": [one.name for one in results.scores(False)], "x": ["", *paths], "y": ["", *paths]}
    for name, value in asked.model_dump().items():
        if value not in known[name]:
            said = errors.none_of(name, value, [one for one in known[name] if one])
            raise errors.Refused(422, [errors.wrong(said, name, value)])
    return results.asked(asked.model_dump(), sweep)


def _of_seeds(cells: list[sweep_reading.Cell], score: results.Score) -> dict:
    values = seeds_of.ends(cells, score)
    one = searching.spread(values)
    known = {"mean": one.mean, "deviation": one.deviation, "low": one.mean - one.half, "high": one.mean + one.half}
    facts = {name: value if math.isfinite(value) else None for name, value in known.items()}
    return {"seeds": {"values": values, "words": seeds_of.verdict(cells, score), **facts}}


def _of_fields(sweep: Sweep, cells: list[sweep_reading.Cell], look: results.Look) -> dict:
    score, drawn, rival = look.score, results.heat(sweep, cells, look), sweep_reading.rival(sweep)
    lines = course.lines(sweep, cells, score, "own")
    lines += course.lines(rival, sweep_reading.cells(rival), score, "rival") if rival else []
    moved = importance.table(sweep, cells, score)
    return {
        "heat": {
            "x": vars(drawn.x), "y": vars(drawn.y) if drawn.y else None, "low": drawn.low, "high": drawn.high,
            "squares": [_square(one) for row in drawn.rows for one in row if one.cells],
        },
        "importance": moved.get("rows", []), "importance_rest": moved.get("rest_share"),
        "importance_words": moved.get("words", ""),
        "best_so_far": [{"name": one.name, "label": one.words, "points": one.points} for one in lines],
        "parallel": linked.facts(sweep, cells, score, drawn), "rival": rival.id if rival else None,
    }  # fmt: skip


def _square(one: results.Square) -> dict:
    places = [cell.place for cell in one.cells]
    return {"column": one.column, "row": one.row, "places": places, "score": one.score, "mark": one.mark}


def _pruned(sweep: Sweep, cells: list[sweep_reading.Cell]) -> dict | None:
    if not sweep.halving:
        return None
    early, saved, whole = pruning.saved(sweep, cells)
    counted = {"ended_early": early, "epochs_saved": saved, "epochs_whole": whole, "words": pruning.told(sweep, cells)}
    return {"factor": sweep.halving["factor"], "rungs": halving.rungs(sweep), **counted}
