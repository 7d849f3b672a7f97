"""What the form of a map says: a set-up, two of its fields, the stretch of each, and how fine."""

import math
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground.experiments import declarations, links
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.sweeping.labels import label_of
from playground.runs import maps

AXES = ("x", "y")
BESIDE = ("side", "token", *(f"{axis}{part}" for axis in AXES for part in ("", "_low", "_high", "_log")))
FIRST = {  # where nobody brings a set-up
    "optimizer.name": "momentum",
    "network.layers.0.name": "dense",
    "network.layers.0.units": "8",
    "network.layers.0.activation": "relu",
}
PREFERRED = ("optimizer.lr", "optimizer.momentum", "regularization.l2", "regularization.decay")
STRETCHES = {  # offered: low, high, log
    "optimizer.lr": ("1e-3", "100", True),
    "optimizer.momentum": ("0", "0.99", False),
    "regularization.l1": ("1e-6", "1", True),
    "regularization.l2": ("1e-6", "1", True),
    "regularization.decay": ("1e-6", "1", True),
}


@dataclass
class Asked:
    """A question put by the form. `x` and `y` are spans as maps.start takes them; None exactly where `problems` says why."""

    base: RecipeForm
    texts: dict[str, str]
    side: int = maps.SIDES[0]
    spans: dict[str, dict] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @cached_property
    def paths(self) -> list[str]:
        return maps.fields_of(self.base.spec) if self.base.spec else []

    def axis(self, axis: str) -> dict:
        """An axis of the form: its choices, what is typed, what is wrong."""
        names = [axis, f"{axis}_low", f"{axis}_high"]
        return {
            "name": axis,
            "choices": [(path, label_of(path)) for path in self.paths],
            "path": self.texts[axis],
            "low": self.texts[f"{axis}_low"],
            "high": self.texts[f"{axis}_high"],
            "log": self.texts[f"{axis}_log"] == "on",
            "problem": next((self.problems[name] for name in names if name in self.problems), ""),
        }

    @property
    def axes(self) -> list[dict]:
        return [self.axis(axis) for axis in AXES]

    @property
    def carried(self) -> dict[str, str]:
        """The set-up, to be sent along."""
        return links.shortest(self.base.spec) if self.base.spec else self.base.flat

    @property
    def stray(self) -> list[str]:
        """Problems that stand at no field of the form."""
        return [problem.message for problem in self.base.problems] + [
            words for name, words in self.problems.items() if name.partition("_")[0] not in AXES
        ]


def read(query: QueryDict) -> Asked:
    """The question of a query or form body; nothing is made."""
    flat = {key: value for key, value in links.read(query).items() if key not in BESIDE}
    asked = Asked(RecipeForm.of(flat or FIRST), {})
    offered = [path for path in PREFERRED if path in asked.paths] or asked.paths
    for number, axis in enumerate(AXES):
        fallback = offered[min(number, len(offered) - 1)] if offered else ""
        path = query.get(axis, "").strip() or fallback
        low, high, log = _offered(path, asked)
        asked.texts |= {
            axis: path[:80],
            f"{axis}_low": (query.get(f"{axis}_low", "").strip() or low)[:40],
            f"{axis}_high": (query.get(f"{axis}_high", "").strip() or high)[:40],
            f"{axis}_log": ("on" if query.get(f"{axis}_log") else "") if axis in query else ("on" if log else ""),
        }
        if asked.base.spec:
            asked.spans[axis] = _span(asked, axis)
    side = query.get("side", "")
    if side and side not in map(str, maps.SIDES):
        known = ", ".join(map(str, maps.SIDES))
        asked.problems["side"] = _("Cells a side: “{value}” is none of {known}.").format(value=side[:20], known=known)
    asked.side = int(side) if side in map(str, maps.SIDES) else asked.side
    return asked


def _offered(path: str, asked: Asked) -> tuple[str, str, bool]:
    if path in STRETCHES:
        return STRETCHES[path]
    facts = declarations.field(path, asked.base.values) if asked.base.spec and path in asked.paths else None
    if not facts:
        return "0", "1", False
    low, high = facts["minimum"], facts["maximum"]
    return f"{low or 0:g}", f"{high if high is not None else 1:g}", False


def _span(asked: Asked, axis: str) -> dict:
    """The span of an axis; what is no number is noted, at its field."""
    path, ends = asked.texts[axis], {}
    if path not in asked.paths:
        known = ", ".join(asked.paths)
        asked.problems[axis] = _("{axis}: “{value}” cannot be mapped. Known: {known}.").format(axis=axis, value=path, known=known)
    for end, label in (("low", _("From")), ("high", _("To"))):
        text = asked.texts[f"{axis}_{end}"]
        try:
            ends[end] = float(text)
        except ValueError:
            ends[end] = math.nan
        if not math.isfinite(ends[end]):
            words = _("{field}: “{value}” is not a number.")
            asked.problems[f"{axis}_{end}"] = words.format(field=label, value=text)
    return {"path": path, **ends, "log": asked.texts[f"{axis}_log"] == "on"}
