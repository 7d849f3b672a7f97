"""The specs of a search's points, each parsed; two thousand of them in a fraction of a second.

Most points differ in numbers that say nothing about the tensors (`Shown.varies`): there the part that holds the field is read
again and put into a spec parsed before. Whatever that refuses is parsed whole, so that a refusal has the words it always has.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from engine.registry import Frozen
from engine.search.points import Search, facts_at, recipe_at
from engine.spec import Find, Spec, parse

WEIGHTY = ("training.epochs",)  # varies within a cohort, yet what a run costs depends on it


class Point(NamedTuple):
    """One run to be: its values, its spec, and what tells the shapes of tensors and costs apart within this search."""

    values: tuple[str, ...]
    spec: Spec
    shape: tuple[str, ...]
    changed: tuple[str, ...] = ()  # paths of the fields that tell it from others of its shape, if nothing else does


def specs_of(base: Spec, search: Search, find: Find | None = None, only: set[tuple[str, ...]] | None = None) -> list[Point]:
    """Every point of the search as a spec; `only` these values, if given. Raises Refused where one cannot be run."""
    asked = {axis.path: axis.text for axis in search.axes}
    paths = tuple(asked)
    facts = [facts_at(base, path, asked) for path in paths]
    free = [one.get("varies", False) and path not in WEIGHTY for path, one in zip(paths, facts, strict=True)]
    recipe = base.expanded()
    for place, axis in enumerate(search.axes):  # both ends of what is drawn, so that a refusal does not hang on the draw
        if axis.continuous and not any(path.endswith(".name") for path in paths):
            for end in axis.ends:
                parse(recipe_at(recipe, (paths[place],), (end,)), find)
    parsed: dict[tuple[str, ...], Spec] = {}
    points = []
    for values in search:
        if only is not None and values not in only:
            continue
        # Whether a part is switched on at all (dropout, a limit) changes what is computed, however its number may vary.
        shape = tuple(_on(value) if varies else value for value, varies in zip(values, free, strict=True))
        changes = {path: value for path, value, varies in zip(paths, values, free, strict=True) if varies}
        spec = _changed(parsed[shape], changes) if shape in parsed else None
        if spec is None:
            spec = parse(recipe_at(recipe, paths, values), find)
            parsed.setdefault(shape, spec)
            changes = ()
        points.append(Point(values, spec, shape, tuple(changes)))
    return points


def _on(value: str) -> str:
    """"on", or "off" for nothing and zero."""
    try:
        return "on" if float(value) else "off"
    except ValueError:
        return "off" if value == "none" else "on"


def expanded_like(point: Point, first: Point, recipe: dict) -> dict:
    """The point's whole recipe (Spec.expanded), given that of the first point of its shape; parts that are alike are shared."""
    if point is first:
        return recipe
    made = recipe
    for path in {*point.changed}:
        value = point.spec
        for step in path.split("."):
            value = value[int(step)] if isinstance(value, tuple) else getattr(value, step)
        made = _replaced(made, path.split("."), value)
        if made is None:
            return point.spec.expanded()
    return made if point.changed else point.spec.expanded()


def _replaced(part, steps: list[str], value):
    """The same JSON with a plain value in one place, or None where it has no such place."""
    step, *rest = steps
    if isinstance(part, list):
        inner = _replaced(part[int(step)], rest, value)
        return None if inner is None else [*part[: int(step)], inner, *part[int(step) + 1 :]]
    if step not in part or type(value) not in (int, float, bool, str):
        return None
    inner = _replaced(part[step], rest, value) if rest else value
    return None if inner is None else {**part, step: inner}


def _changed(spec: Spec, changes: dict[str, str]) -> Spec | None:
    """The spec with other values in some of its parts, or None where a part does not take one."""
    try:
        for path, value in changes.items():
            spec = _put(spec, path.split("."), None if value == "none" else value)
    except ValidationError:
        return None
    return spec


def _put(part: Frozen, steps: list[str], value) -> Frozen:
    step, *rest = steps
    if not rest:
        return type(part).model_validate({**dict(part), step: value})
    inner = getattr(part, step)
    if isinstance(inner, tuple):
        place = int(rest[0])
        changed = (*inner[:place], _put(inner[place], rest[1:], value), *inner[place + 1 :])
    else:
        changed = _put(inner, rest, value)
    return part.model_copy(update={step: changed})
