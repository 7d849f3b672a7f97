"""The engine's declarations, looked up by flat key ("optimizer.lr"). Every control on the page is made from these alone."""

from functools import cache

from django.utils.translation import get_language, gettext

from playground.runs import recipes

LAYERS = "network.layers"  # the one concept of which a spec holds a list


def declared() -> dict:
    """``describe()`` in the active language, read once for each: entries do not change while a process lives."""
    return _declared(get_language())


@cache
def _declared(language: str) -> dict:
    return recipes.describe()


@cache
def default_values() -> dict[str, str]:
    """The default set-up as flat strings."""
    return recipes.flatten(recipes.expanded(recipes.parse({})))


def concepts() -> list[str]:
    """Paths of everything of which one entry is chosen: "data", "loss", "optimizer"…"""
    return [path for path in declared()["concepts"] if path != LAYERS]


def entries(path: str) -> list[dict]:
    """All entries of a concept, in the order people should meet them."""
    return declared()["activations"] if path == "activation" else declared()["concepts"][path]


def choice(path: str) -> dict:
    """What choosing one of a concept's entries is called and about: {"label", "about"}."""
    return declared()["choices"][path]


def entry(path: str, name: str) -> dict | None:
    """One entry's facts, or None for a name nobody declared."""
    return next((one for one in entries(path) if one["name"] == name), None)


def columns(name: str) -> list[dict]:
    """The columns of a data set: {"name", "title"}; the name is what scripts know one by."""
    return [{"name": one, "title": gettext(one)} for one in (entry("data", name) or {}).get("columns", [])]


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
    return frozenset(
        f"{path}.{one['name']}"
        for path in concepts()
        for facts in entries(path)
        for one in facts["fields"]
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
