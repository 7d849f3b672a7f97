"""The arena's form: a control for every declared field, what was typed in it, and what is wrong with it."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from playground.arena import asked
from playground.experiments import declarations
from playground.experiments.controls import Control
from playground.runs import arenas, recipes

TOGETHER = ("x", "y", "steps", "noise", "seed")


@dataclass
class Racer:
    """One row: its place, the optimizer, its rate, and its other fields."""

    place: int
    name: str
    title: str
    rate: Control | None
    others: list[Control]
    problem: object | None

    @property
    def key(self) -> str:
        return f"racers.{self.place}"

    @property
    def name_id(self) -> str:
        return f"a-{self.place}-name"

    @property
    def changed(self) -> bool:
        return any(one.changed or one.problem for one in self.others)


@dataclass
class ArenaForm:
    """Fields as they were typed. ``arena`` is None exactly when ``problems`` says why."""

    flat: dict[str, str]
    arena: object | None = None
    problems: list = field(default_factory=list)

    @classmethod
    def of(cls, flat: dict[str, str]) -> "ArenaForm":
        try:
            return cls(flat, arenas.parse(flat))
        except recipes.refusal() as error:
            return cls(flat, None, list(error.problems))

    @cached_property
    def values(self) -> dict[str, str]:
        """Text of every control: what is in force, or what was typed where that is refused."""
        if self.arena:
            return arenas.flat_values(self.arena)
        given = {"surface.name": asked.surface_of(self.flat)}
        usual = given if any(one["name"] == given["surface.name"] for one in self.surfaces) else {}
        whole = arenas.flat_values(arenas.parse(usual))
        if asked.rows(self.flat):
            whole = {key: value for key, value in whole.items() if not key.startswith("racers.")}
        return whole | self.flat

    @cached_property
    def _problem_at(self) -> dict[str, object]:
        return {problem.path: problem for problem in reversed(self.problems)}

    def _control(self, key: str, facts: dict, default: str | None = None) -> Control:
        usual = declarations.spelled("x", facts["default"]) if default is None else default
        return Control(key, facts, self.values.get(key, usual), usual, self._problem_at.get(key))

    @property
    def surfaces(self) -> list[dict]:
        return declarations.declared()["surfaces"]

    @cached_property
    def surface(self) -> dict:
        """The facts of the surface chosen; the first one's where there is none of that name."""
        name = asked.surface_of(self.values)
        return next((one for one in self.surfaces if one["name"] == name), self.surfaces[0])

    @property
    def surface_typed(self) -> str:
        return asked.surface_of(self.flat)

    @property
    def surface_problem(self):
        return self._problem_at.get("surface.name") or self._problem_at.get("surface")

    @property
    def surface_fields(self) -> list[Control]:
        return [self._control(f"surface.{one['name']}", one) for one in self.surface["fields"]]

    @property
    def together(self) -> list[Control]:
        """What all racers share: start, steps, noise."""
        facts = {one["name"]: one for one in declarations.declared()["arena"]}
        usual = arenas.flat_values(arenas.parse({"surface.name": self.surface["name"]}))
        return [self._control(name, facts[name] | {"optional": False}, usual[name]) for name in TOGETHER]

    @cached_property
    def racers(self) -> list[Racer]:
        made = []
        for place, given in enumerate(asked.rows(self.values)):
            name = given.get("name", "")
            facts = declarations.entry("optimizer", name) or {"fields": [], "title": name}
            controls = [self._control(f"racers.{place}.{one['name']}", one) for one in facts["fields"]]
            rate = next((one for one in controls if one.key.endswith(".lr")), None)
            problem = self._problem_at.get(f"racers.{place}.name") or self._problem_at.get(f"racers.{place}")
            made.append(Racer(place, name, facts["title"], rate, [one for one in controls if one is not rate], problem))
        return made

    @property
    def optimizers(self) -> list[dict]:
        """All that can be chosen: {"name", "title"}; those that cannot race stay in the list, so that they can say why."""
        return declarations.entries("optimizer")

    @property
    def full(self) -> bool:
        return len(self.racers) >= arenas.most_racers()

    @cached_property
    def stray(self) -> list[str]:
        """What is wrong with no control on the page."""
        there = {one.key for one in (*self.together, *self.surface_fields)} | {"surface", "surface.name"}
        for racer in self.racers:
            there |= {racer.key, f"{racer.key}.name", *(one.key for one in racer.others)}
            there |= {racer.rate.key} if racer.rate else set()
        return [problem.message for problem in self.problems if problem.path not in there]

    def query(self, seen: asked.View) -> str:
        """The shortest address of this arena, so looked at; of one that is refused, what was typed."""
        kept = arenas.shortest(self.arena) if self.arena else self.flat
        return urlencode(kept | asked.looks(seen), safe=",")
