"""The engine's declarations, looked up by flat key ("optimizer.lr"). Every control on the page is made from these alone."""

import re
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from playground.runs import recipes

# Made on the map or in a sheet; the form carries them along.
MADE = frozenset({"data.points", "data.digest", "data.input_columns", "data.target_column", "data.target_as"})
LAYERS = "network.layers"  # the one concept of which a spec holds a list


OUTSIDE = {"activation": "activations", "faults": "faults"}  # entries that no concept of their own is chosen by


def declared() -> dict:
    """``describe()`` in the active language, read once for each: entries do not change while a process lives."""
    return _declared(get_language())


@cache
def _declared(language: str) -> dict:
    return recipes.describe()


@cache
def default_values() -> dict[str, str]:
    """The default set-up as flat strings."""
    return recipes.flat_values(recipes.parse({}))


def concepts() -> list[str]:
    """Paths of everything of which one entry is chosen: "data", "loss", "optimizer"…"""
    return [path for path in declared()["concepts"] if path != LAYERS]


def entries(path: str) -> list[dict]:
    """All entries of a concept, in the order people should meet them."""
    return declared()[OUTSIDE[path]] if path in OUTSIDE else declared()["concepts"][path]


def choice(path: str) -> dict:
    """What choosing one of a concept's entries is called and about: {"label", "about"}."""
    return declared()["choices"][path]


def entry(path: str, name: str) -> dict | None:
    """One entry's facts, or None for a name nobody declared."""
    return next((one for one in entries(path) if one["name"] == name), None)


def columns(name: str) -> list[dict]:
    """The columns of a data set: {"name", "title"}; the name is what scripts know one by."""
    return columns_called((entry("data", name) or {}).get("columns", []))


def columns_called(names) -> list[dict]:
    """The same of columns with these names; steps of a sequence are counted, not listed."""
    steps = [re.fullmatch(r"step (\d+)", one) for one in names]
    titles = [_("step {number}").format(number=step[1]) if step else _(one) for step, one in zip(steps, names, strict=True)]
    return [{"name": one, "title": title} for one, title in zip(names, titles, strict=True)]


def sections() -> dict[str, list[dict]]:
    """Groups of plain fields that belong to no entry: {"training": [field…]}."""
    return declared()["sections"]


def field(key: str, values: dict[str, str]) -> dict | None:
    """The declaration behind a flat key, given which entries are chosen; None where there is no such field."""
    section, _, name = key.rpartition(".")
    if section.startswith(LAYERS + "."):
        chosen = entry(LAYERS, values.get(f"{section}.name", "")) or entries(LAYERS)[0]
        fields = chosen["fields"]
    elif section in concepts():
        chosen = entry(section, values.get(f"{section}.name", ""))
        fields = chosen["fields"] if chosen else []
    else:
        fields = sections().get(section, [])
    return next((one for one in fields if one["name"] == name), None)


@cache
def list_keys() -> frozenset[str]:
    """Flat keys whose value is several words joined by commas."""
    grouped = {path: [one for facts in entries(path) for one in facts["fields"]] for path in concepts()} | sections()
    return frozenset(
        f"{path}.{one['name']}" if path else one["name"]
        for path, fields in grouped.items()
        for one in fields
        if one["kind"] == "list"
    )


def spelled(path: str, value) -> str:
    """A declared value as links and forms spell it."""
    return recipes.flatten({path: value})[path]


def entry_values(path: str, facts: dict, prefix: str | None = None) -> dict[str, str]:
    """Flat name and defaults of one entry: {"optimizer.name": "adam", "optimizer.lr": "0.001"…}."""
    prefix = prefix or path
    values = {f"{prefix}.name": facts["name"]}
    return values | {f"{prefix}.{one['name']}": spelled(one["name"], one["default"]) for one in facts["fields"]}
