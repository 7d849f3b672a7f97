"""What an arena is: a surface, a start, how many steps, how noisy the gradient, and the optimizers that race."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, ValidationError

from engine import surfaces
from engine.arena.fitting import obstacle, suggested
from engine.optimizers import registry as optimizers
from engine.params import Shown, shown
from engine.refusals import Problem, Refused, in_words
from engine.registry import Frozen
from engine.sentences import Sentence, Word

MOST_STEPS, MOST_RACERS = 2_000, 12
FAR = 1e4  # how far from the middle a start may lie
REGISTRIES = {"surface": surfaces.registry, "racers": optimizers}
PLACES = tuple(f"racers.{place}" for place in range(MOST_RACERS))
FIRST = ("sgd", "momentum", "rmsprop", "adam")  # who races before anybody chose

Near = Field(ge=-FAR, le=FAR)


class Arena(Frozen):
    """One race, whole: the same arena is the same paths, bit for bit. ``x``, ``y``: None is the surface's own start."""

    surface: surfaces.registry.union() = Field(default_factory=surfaces.registry["bowl"])
    x: Annotated[float | None, Near, Shown("start x", symbol="x")] = None
    y: Annotated[float | None, Near, Shown("start y", symbol="y")] = None
    steps: Annotated[
        int,
        Field(ge=1, le=MOST_STEPS),
        Shown("number of steps", scale="log", low="Few: nobody has arrived yet.", high="Many: the slow ones arrive too."),
    ] = 200
    noise: Annotated[
        float,
        Field(ge=0, le=1e4),
        Shown(
            "gradient noise",
            symbol="σ",
            about="A normal draw added to each coordinate of the gradient, as a small batch would add it; the same for all. "
            "Second-order methods see the surface without it: no line search works on a loss that trembles.",
            scale="log",
            low="0: every step sees the true gradient.",
            high="Large: steps at random; only what averages them gets anywhere.",
        ),
    ] = 0.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), Shown("noise seed")] = 0
    racers: Annotated[tuple[optimizers.union(), ...], Field(min_length=1, max_length=MOST_RACERS)]

    @property
    def start(self) -> tuple[float, float]:
        own = self.surface.start
        return own[0] if self.x is None else self.x, own[1] if self.y is None else self.y

    def expanded(self) -> dict[str, Any]:
        """As JSON, every default filled in."""
        return self.model_dump(mode="json") | dict(zip("xy", self.start, strict=True))


def parse(data: dict[str, Any]) -> Arena:
    """An arena from JSON; raises Refused with every problem, in words."""
    try:
        arena = Arena.model_validate(completed(data))
    except ValidationError as error:
        tags = {name for registry in REGISTRIES.values() for name in registry.entries}
        raise Refused(_at_their_fields(in_words(error, tags, label_of))) from None
    problems = [
        Problem(f"racers.{place}.name", racer.name, sentence, "", None, "obstacle")
        for place, racer in enumerate(arena.racers)
        if (sentence := obstacle(racer))
    ]
    if problems:
        raise Refused(problems)
    return arena


def _at_their_fields(problems: list[Problem]) -> list[Problem]:
    """A name that is not known belongs to the field of the name; racers that are wrong are not missing beside."""
    named = [
        replace(one, path=f"{one.path}.name") if one.path in ("surface", *PLACES) and one.code != "model_type" else one
        for one in problems
    ]
    return [one for one in named if one.path != "racers" or len(named) == 1]


def completed(data: dict[str, Any]) -> dict[str, Any]:
    """Names left out, and the racers there are where none are given, at rates that suit the surface."""
    data = dict(data)
    named = data.get("surface")
    if isinstance(named, str | dict) or named is None:
        given = {"name": named} if isinstance(named, str) else named or {}
        data["surface"] = {"name": "bowl", **given}
    for key in ("x", "y"):
        if data.get(key) in ("", "none"):
            data[key] = None
    if "racers" not in data:
        surface = surfaces.registry.entries.get(str((data.get("surface") or {}).get("name")), surfaces.registry["bowl"])
        data["racers"] = [suggested(optimizers[name], surface) for name in FIRST]
    return data


def label_of(path: str) -> Word | str:
    """The words beside a field."""
    section, _, name = path.rpartition(".")
    group = section.partition(".")[0]
    if name == "name" and group in REGISTRIES:
        return Word(REGISTRIES[group].base.label)
    if path in REGISTRIES or (section == "racers" and name.isdigit()):
        return Word(REGISTRIES[path.partition(".")[0]].base.label)
    for model in [Arena] if not section else REGISTRIES.get(group, ()):
        field = model.model_fields.get(name)
        if field is not None and shown(field):
            return Word(shown(field).label)
    return path.replace("_", " ")


def who_stays_out() -> list[tuple[type, Sentence]]:
    """(entry, why) of every optimizer that cannot race on a surface, however it is set."""
    found = ((entry, obstacle(entry(**_settings(entry)))) for entry in optimizers)
    return [(entry, sentence) for entry, sentence in found if sentence]


def _settings(entry: type) -> dict[str, Any]:
    return {name: value for name, value in suggested(entry, surfaces.registry["bowl"]).items() if name != "name"}
