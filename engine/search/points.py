"""Several fields' values laid beside each other: the points of a search, in order, and the set-up of each.

Lists and ranges make a grid, the last field running fastest. Where something is drawn, the whole grid is tried with each
draw in turn, so that what is compared along the grid is compared on equal terms.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.catalogue import SECTIONS, field_facts
from engine.params import shown
from engine.refusals import Problem, Refused, show
from engine.search.axes import MOST_RUNS, Axis, axis_of, is_many
from engine.sentences import Sentence, Word
from engine.spec import REGISTRIES

SWEPT = ("int", "float", "bool", "choice")  # kinds of fields that can take several values
NAMELESS = "loss"  # follows from the data unless somebody chose it


@dataclass(frozen=True)
class Search:
    """The fields that vary, and how often something is drawn (1 where nothing is)."""

    axes: tuple[Axis, ...]
    draws: int
    seed: int

    @property
    def random(self) -> bool:
        return any(axis.drawn for axis in self.axes)

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes if not axis.drawn) * self.draws

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Each point: one value a field, in the order of the fields."""
        for draw in range(self.draws):
            yield from itertools.product(*([axis.draw(self.seed, draw)] if axis.drawn else axis.values for axis in self.axes))

    def as_random(self, draws: int) -> Search:
        """The same fields searched by drawing: what a grid is compared with, on as many runs as it has."""
        return Search(tuple(axis.as_drawn() for axis in self.axes), draws, self.seed)

    def as_grid(self, budget: int) -> dict[str, str]:
        """Texts by path of a grid over the same fields: all of each list, equal care for each range, at most `budget` points.

        Raises Refused where two values for each range and all of each list are more than that.
        """
        ranged = [axis for axis in self.axes if not axis.values]
        lists = math.prod(len(axis.values) for axis in self.axes if axis.values)
        most = [int(axis.high - axis.low) + 1 if axis.whole else budget for axis in ranged]
        counts = [2] * len(ranged)
        if lists * math.prod(counts) > budget:
            sentence = Sentence(TOO_FEW, least=show(lists * math.prod(counts)), count=show(budget))
            raise Refused([Problem(self.axes[0].path, None, sentence, "", None, "search")])
        while one := min(
            (
                (count, place)
                for place, count in enumerate(counts)
                if count < most[place] and lists * math.prod(counts) // count * (count + 1) <= budget
            ),
            default=None,
        ):
            counts[one[1]] += 1
        sized = dict(zip((axis.path for axis in ranged), counts, strict=True))
        return {axis.path: axis.as_laid_out(sized.get(axis.path, 0)) for axis in self.axes}


def search_of(base, asked: dict[str, str], draws: int = 1, seed: int = 0) -> Search:
    """The search that texts by path ask for, on top of a Spec. Raises Refused with everything that is wrong, in words."""
    problems, axes = [], []
    for path, text in asked.items():
        try:
            axes.append(axis_of(path, text, facts_at(base, path, asked)))
        except Refused as refused:
            problems += refused.problems
    if not asked:
        problems.append(Problem("", "", Sentence(NOTHING), "", None, "search"))
    if problems:
        raise Refused(problems)
    found = Search(tuple(axes), 1, seed)
    found = Search(found.axes, max(1, draws), seed) if found.random else found
    if len(found) > MOST_RUNS:
        sentence = Sentence(
            "That would be {count} runs; at most {most} are allowed in one sweep.", count=show(len(found)), most=show(MOST_RUNS)
        )
        raise Refused([Problem(axes[-1].path, None, sentence, f"at most {MOST_RUNS}", None, "search")])
    return found


TOO_FEW = Word("A grid over these fields has at least {least} points; the sweep has {count}.")
NOTHING = Word("No field has more than one value: write a list, a range or draws into at least one.")


def facts_at(base, path: str, asked: dict[str, str]) -> dict:
    """The declaration of the field at a path, of the entry chosen or of one that the search chooses. Raises Refused."""
    section, _, name = path.rpartition(".")
    concept = _concept(section)
    if concept and name == "name":
        registry = REGISTRIES[concept]
        return {"kind": "choice", "label": registry.base.label, "choices": list(registry.entries), "optional": False}
    for model in _models(base, section, concept, asked):
        field = model.model_fields.get(name)
        if field is not None and shown(field) and name != "version":
            facts = field_facts(name, field)
            if facts["kind"] in SWEPT:
                return facts
    sentence = Sentence("{path} is no field that can take several values.", path=show(path))
    raise Refused([Problem(path, None, sentence, "", None, "search")])


def _concept(section: str) -> str:
    """Which registry a group's entries are of; "" for plain sections."""
    head, _, last = section.rpartition(".")
    return head if last.isdigit() and head in REGISTRIES else section if section in REGISTRIES else ""


def _models(base, section: str, concept: str, asked: dict[str, str]) -> Iterator[type]:
    if not concept:
        yield from [SECTIONS[section]] if section in SECTIONS else []
        return
    here = _at(base, section)
    if here is not None:
        yield type(here)
    named = asked.get(f"{section}.name", "")
    yield from (entry for name, entry in REGISTRIES[concept].entries.items() if name in [w.strip("~ ") for w in named.split(",")])


def _at(base, section: str):
    """The part of a Spec at a path, or None."""
    for step in section.split("."):
        if step.isdigit():
            base = base[int(step)] if int(step) < len(base) else None
        else:
            base = getattr(base, step, None)
        if base is None:
            return None
    return base


def recipe_at(base: dict, paths: tuple[str, ...], point: tuple[str, ...]) -> dict:
    """The recipe of one point: `base` (expanded) with these values at these paths. What it shares with `base` is not copied.

    Another entry keeps what it has in common with the one before and takes its own defaults for the rest.
    """
    recipe = dict(base)
    values = dict(zip(paths, point, strict=True))
    for path in sorted(values, key=lambda one: not one.endswith(".name")):  # entries first: their fields stand on them
        _put(recipe, path.split("."), None if values[path] == "none" else values[path])
        if path.endswith(".name"):
            _settle(recipe, base, path.removesuffix(".name"))
    if "data.name" in values and "loss.name" not in values and set(base[NAMELESS]) == {"name"}:
        recipe.pop(NAMELESS)
    if "training.epochs" in values and base["schedule"].get("horizon") == base["training"]["epochs"]:
        recipe["schedule"] = {**recipe["schedule"], "horizon": None}
    return recipe


def _put(group: dict, steps: list[str], value) -> None:
    """Set the value at a path, copying each group on the way."""
    for step in steps[:-1]:
        place = int(step) if step.isdigit() else step
        inner = group[place] if isinstance(group, list) else group.get(place, {})
        group[place] = list(inner) if isinstance(inner, list | tuple) else dict(inner)
        group = group[place]
    group[steps[-1]] = value


def _settle(recipe: dict, base: dict, path: str) -> None:
    """Drop the fields that the entry now chosen does not have; a name nobody knows is left for the spec to refuse."""
    group = recipe
    for step in path.split("."):
        group = group[int(step) if step.isdigit() else step]
    entry = REGISTRIES[_concept(path)].entries.get(group["name"])
    if entry is not None:
        for name in [name for name in group if name not in entry.model_fields]:
            del group[name]


__all__ = ["Search", "facts_at", "is_many", "recipe_at", "search_of"]
