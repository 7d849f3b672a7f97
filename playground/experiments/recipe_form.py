"""The whole set-up as controls: values completed from the declarations, problems at their fields, groups for the page."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property

from playground.experiments import declarations, links
from playground.experiments.controls import Control, entry_control
from playground.experiments.declarations import LAYERS
from playground.experiments.looks import EVERYTHING, Look
from playground.runs import recipes

COUNTS = ("units", "channels")  # what a layer has many of: changed on the picture, one more or one less


@dataclass
class Layer:
    """One column of the network: its number from 1, its kind's facts, its controls by name, its shape in words if it is known."""

    number: int
    index: int
    kind: dict
    controls: dict[str, Control]
    shape: str = ""
    problem: object | None = None

    @property
    def plain(self) -> bool:
        """A column of neurons with an activation, as everybody knows it; the others say what they are."""
        return self.kind == declarations.entries(LAYERS)[0]

    @property
    def count(self) -> Control | None:
        return next((self.controls[name] for name in COUNTS if name in self.controls), None)

    @property
    def others(self) -> list[Control]:
        """What the picture has no room for: dropout, bias, kernel and whatever a layer declares later."""
        shown = (*COUNTS, "activation") if self.plain else COUNTS
        return [one for name, one in self.controls.items() if name not in shown]


@dataclass
class RecipeForm:
    """A form over flat values. `spec` is None exactly when `problems` says why."""

    flat: dict[str, str]
    spec: object | None = None
    problems: list = field(default_factory=list)
    look: Look = EVERYTHING
    kept: dict[str, str] = field(default_factory=dict)  # set by hand in fields that are not here now: see `remembering`

    @classmethod
    def of(cls, flat: dict[str, str]) -> "RecipeForm":
        """Parse flat keys; every key the person gave is kept as it was typed, also where it is refused."""
        try:
            return cls(flat, links.parse(flat))
        except recipes.refusal() as error:
            return cls(flat, None, list(error.problems))

    @classmethod
    def of_spec(cls, spec) -> "RecipeForm":
        return cls(recipes.flat_values(spec), spec)

    @cached_property
    def values(self) -> dict[str, str]:
        """Flat values of every control on the page."""
        values = recipes.flat_values(self.spec) if self.spec else {**completed(self.flat), **self.flat}
        if not any(key.startswith(f"{LAYERS}.") for key in values):
            values.setdefault(LAYERS, "none")
        return values

    @cached_property
    def _problem_at(self) -> dict[str, object]:
        return {problem.path: problem for problem in reversed(self.problems)}

    def control(self, key: str) -> Control | None:
        """The control of a flat key, or None when the chosen entry has no such field."""
        found = self._control(key)
        return replace(found, plain=self.look.hides(key)) if found else None

    def _control(self, key: str) -> Control | None:
        path, _, name = key.rpartition(".")
        if name == "name" and path in declarations.concepts():
            return entry_control(
                path, self.values, declarations.default_values()[key], self._problem_at.get(key) or self._problem_at.get(path)
            )
        facts = declarations.field(key, self.values)
        if facts is None:
            return None
        return Control(key, facts, self.values.get(key, ""), self._default(key, facts), self._problem_at.get(key))

    def _default(self, key: str, facts: dict) -> str:
        path, _, name = key.rpartition(".")
        defaults = declarations.default_values()
        same_entry = self.values.get(f"{path}.name") == defaults.get(f"{path}.name")
        if key in defaults and same_entry and name != "horizon":
            return defaults[key]
        return self.values.get("training.epochs", "") if name == "horizon" else declarations.spelled(name, facts["default"])

    def section(self, path: str) -> list[Control]:
        """The controls of a concept's chosen entry (its own choice first) or of a plain section, in declared order."""
        if path in declarations.concepts():
            chosen = declarations.entry(path, self.values.get(f"{path}.name", ""))
            names = ["name", *(one["name"] for one in (chosen or {"fields": []})["fields"])]
        else:
            names = [one["name"] for one in declarations.sections()[path]]
        return [self.control(f"{path}.{name}" if path else name) for name in names]

    @cached_property
    def layers(self) -> list[Layer]:
        indices = sorted(
            {int(key.split(".")[2]) for key in self.values if key.startswith(f"{LAYERS}.") and key.split(".")[2].isdigit()}
        )
        rows, shapes = [], recipes.shapes(self.spec) if self.spec else []
        for place, index in enumerate(indices):
            prefix = f"{LAYERS}.{index}"
            chosen = declarations.entry(LAYERS, self.values.get(f"{prefix}.name", "")) or declarations.entries(LAYERS)[0]
            controls = {one["name"]: self.control(f"{prefix}.{one['name']}") for one in chosen["fields"]}
            shape = shapes[place] if place < len(shapes) else ""
            rows.append(Layer(index + 1, index, chosen, controls, shape, self._problem_at.get(prefix)))
        return rows

    @property
    def columns(self) -> list[dict]:
        """The columns of the data chosen, {"name", "title"}: somebody's own are called what they call them."""
        if self.spec and "data.digest" in self.values:
            return [{"name": one, "title": one} for one in self.spec.data.columns]
        if self.spec:  # a sequence is as long as its fields say
            return declarations.columns_called(self.spec.data.columns)
        return declarations.columns(self.values.get("data.name", ""))

    @property
    def edits(self) -> dict[str, str]:
        """Weights and biases set before the first step: fields that are made on the picture, not in a group."""
        return {key: value for key, value in self.values.items() if key.startswith("edits.")}

    @property
    def layers_problem(self):
        """What is wrong with the layers as a whole: shown beside them."""
        return self._problem_at.get(LAYERS)

    @cached_property
    def stray_problems(self) -> list:
        """Problems that no control on the page shows: unknown fields, costs, wrong layers."""
        return [problem for problem in self.problems if not self._has_control(problem.path)]

    def _has_control(self, path: str) -> bool:
        section, _, name = path.rpartition(".")
        if path in declarations.concepts() or path == LAYERS or (section == LAYERS and name.isdigit()):
            return True
        return self.control(path) is not None

    @property
    def chosen(self) -> dict[str, str]:
        """The chosen entries, a mark of what is made by hand, what was kept: a later form body is compared with them."""
        entries = {path: self.values.get(f"{path}.name", "") for path in declarations.concepts()}
        return entries | {"made": made_of(self.values)} | self.kept


def made_of(flat: dict[str, str]) -> str:
    """Tells one's own points from those of before, in few characters."""
    return hashlib.sha256(repr([flat.get(key) for key in sorted(declarations.MADE)]).encode()).hexdigest()[:12]


def completed(flat: dict[str, str]) -> dict[str, str]:
    """Flat values of every field of a set-up that does not parse: the declared defaults, under what was given."""
    defaults = declarations.default_values()
    values = {}
    for path in declarations.concepts():
        given = declarations.entry(path, flat.get(f"{path}.name", ""))
        if given is None or given["name"] == defaults[f"{path}.name"]:
            values |= {key: value for key, value in defaults.items() if key.startswith(f"{path}.")}
        else:
            values |= declarations.entry_values(path, given)
    for section, fields in declarations.sections().items():
        keys = [f"{section}.{one['name']}" if section else one["name"] for one in fields]
        values |= {key: defaults[key] for key in keys}
    indices = {key.split(".")[2] for key in flat if key.startswith(f"{LAYERS}.")}
    if not indices and LAYERS not in flat:
        values |= {key: value for key, value in defaults.items() if key.startswith(LAYERS)}
    for index in sorted(indices):
        given = declarations.entry(LAYERS, flat.get(f"{LAYERS}.{index}.name", "")) or declarations.entries(LAYERS)[0]
        values |= declarations.entry_values(LAYERS, given, f"{LAYERS}.{index}")
    return values
