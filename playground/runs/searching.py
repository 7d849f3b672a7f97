"""The door to the engine's search: what fields' texts ask for, as the rows of runs need it."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext

from playground.runs import recipes, tables


@dataclass(frozen=True)
class Found:
    """A search that can be run. `points`: one {"values", "recipe", "seed", "optimizer", "dataset", "epochs", "facts"} a run."""

    kind: str
    axes: list[dict]
    points: list
    bill: object
    seed: int
    draws: int


def is_many(text: str) -> bool:
    """Whether a field's text asks for more than one value."""
    from engine.search.axes import is_many

    return is_many(text)


def most_runs() -> int:
    from engine.search.axes import MOST_RUNS

    return MOST_RUNS


def found(base, asked: dict[str, str], draws: int = 1, seed: int = 0, as_random: int = 0, only=None) -> Found:
    """What texts by path ask for on top of a Spec. `as_random`: search the same fields by drawing so many points.

    `only`: values of points; others are left out. Raises engine.spec.Refused in words of the active language.
    """
    from engine.refusals import in_language
    from engine.search.bill import bill_of
    from engine.search.points import search_of
    from engine.search.specs import specs_of
    from engine.spec import Refused

    try:
        search = search_of(base, asked, draws, seed)
        if as_random:
            search = search.as_random(as_random)
        points = specs_of(base, search, tables.find, only)
    except Refused as error:
        raise in_language(error, gettext) from None
    axes = [{"path": axis.path, "text": axis.text} for axis in search.axes]
    return Found("random" if search.random else "grid", axes, points, bill_of(points), seed, search.draws)


def as_grid(base, asked: dict[str, str], draws: int, seed: int, budget: int) -> dict[str, str]:
    """Texts of a grid over the fields of a search, of at most so many points. Raises as `found` does."""
    from engine.refusals import in_language
    from engine.search.points import search_of
    from engine.spec import Refused

    try:
        return search_of(base, asked, draws, seed).as_grid(budget)
    except Refused as error:
        raise in_language(error, gettext) from None


def effects(fields: list[list[str]], results: list[float], lost: int) -> tuple[bool, list | None]:
    """Whether the points are a full grid, and each field's effect on the ranks of results (engine.search.effects).

    `fields`: a field's value for each point; those of the `lost` points without a result stand last.
    """
    from engine.search.effects import effects, groups_of, is_full, ranks

    def numbers(field: list[str]) -> list[float] | None:
        found = [number_of(value) for value in field]
        return None if None in found else found

    full = bool(fields and fields[0]) and is_full(fields)
    groups = [groups_of(field, None if full else numbers(field)) for field in fields]
    return full, effects(groups, ranks(results, lost), full)


def so_far(values: list[float], smaller: bool) -> list[float]:
    """The best result so far, in the order of `values` (NaN: none)."""
    from engine.search.course import so_far

    return so_far(values, smaller)


def expected_best(values: list[float], smaller: bool, counts: list[int]) -> list[float]:
    """The best of so many of these results, on average over all orders."""
    from engine.search.course import expected

    return expected(values, smaller, counts)


def spread(values: list[float]):
    """Mean, standard deviation and half the 95 % interval of finite results (engine.search.noise.Spread)."""
    from engine.search.noise import spread

    return spread(values)


def welch(one: list[float], other: list[float]) -> float:
    """The chance of as large a difference between two groups that are the same; NaN where nobody can say."""
    from engine.search.noise import welch

    return welch(one, other)


def rungs(first: int, factor: int, epochs: int) -> list[int]:
    """The epochs at which successive halving judges."""
    from engine.search.halving import rungs

    return rungs(first, factor, epochs)


def survivors(losses: list[float | None], factor: int) -> list[bool]:
    """Which runs at a rung go on."""
    from engine.search.halving import survivors

    return survivors(losses, factor)


def most_epochs(runs: int, first: int, factor: int, epochs: int) -> int:
    """What a search with successive halving trains at most."""
    from engine.search.halving import most_epochs

    return most_epochs(runs, first, factor, epochs)


def row_facts(points: list) -> list[dict]:
    """For each point what its run's row holds of it; facts of the plan are made once for all points of one shape."""
    from engine.search.specs import expanded_like

    known: dict = {}
    rows = []
    for point in points:
        spec = point.spec
        if point.shape not in known:
            planned = recipes.plan_facts(spec)
            facts = {name: planned[name] for name in ("cohort_key", "schema", "frame_schema")}
            known[point.shape] = facts, point, recipes.expanded(spec)
        facts, *first = known[point.shape]
        rows.append(
            {
                "spec": expanded_like(point, *first),
                "seed": spec.seed,
                "optimizer": spec.optimizer.name,
                "dataset": spec.data.name,
                "table_digest": getattr(spec.data, "digest", ""),
                "epochs": spec.training.epochs,
                **facts,
            }
        )
    return rows


def number_of(text: str) -> float | None:
    """A value of an axis as a number, or None for a word."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
