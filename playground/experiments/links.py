"""The address is the configuration: flat keys in a query string ↔ a set-up, and the shortest link that gives it back."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict

from playground import addresses
from playground.experiments import declarations
from playground.experiments.declarations import LAYERS
from playground.runs import recipes

# What an address or a form may carry beside the set-up.
BESIDE = frozenset(
    {"run", "parent", "epoch", "show", "view", "lang", "speed", "links", "tab", "x", "task", "do", "token", "csrfmiddlewaretoken"}
)
BESIDE_PREFIXES = ("was.", "all.")


def read(query: QueryDict) -> dict[str, str]:
    """The flat keys of a query or form body: boxes ticked together are joined by commas, otherwise the last value counts.

    A box that is not ticked sends nothing, so forms put an empty or "false" value of the same name before it.
    """
    flat = {}
    for key in query:
        if key in BESIDE or key.startswith(BESIDE_PREFIXES):
            continue
        given = [value.strip() for value in query.getlist(key)]
        flat[key] = ",".join(value for value in given if value) if key in declarations.list_keys() else given[-1]
    return flat


def nested(flat: dict[str, str]) -> dict:
    """What `parse` takes. A group whose entry is not named means the default one; an empty optional field means none."""
    flat = dict(flat)
    for path in declarations.concepts():
        if f"{path}.name" not in flat and any(key.startswith(f"{path}.") for key in flat):
            flat[f"{path}.name"] = declarations.default_values()[f"{path}.name"]
    for key, value in flat.items():
        facts = declarations.field(key, flat)
        if value == "" and facts and (facts["optional"] or facts["kind"] == "list"):
            flat[key] = "none"
    return recipes.unflatten(flat)


def parse(flat: dict[str, str]):
    """The spec of a flat set-up; raises engine.spec.Refused."""
    return recipes.parse(nested(flat))


def shortest(spec) -> dict[str, str]:
    """The fewest flat keys that parse to this spec, found by leaving out whatever is not missed."""
    full = recipes.flat_values(spec)
    defaults = declarations.default_values()
    layers = {key for key in full if key.startswith(LAYERS)}
    kept = {key: value for key, value in full.items() if key in layers or defaults.get(key) != value}
    if not _gives(kept, spec):  # a field may equal the default's while its neighbours do not: begin with everything
        kept = full
    said = {key for key in full if _goes_without_saying(key, full)}
    for group in [layers, said, *({key} for key in full if key in said)]:
        fewer = {key: value for key, value in kept.items() if key not in group}
        if len(fewer) < len(kept) and _gives(fewer, spec):
            kept = fewer
    return kept


def _goes_without_saying(key: str, full: dict[str, str]) -> bool:
    """May a set-up without the key have this value all the same? No other key is worth leaving out to see."""
    section, _, name = key.rpartition(".")
    if name == "name":  # which loss is meant without a word follows from the data
        return not section.startswith(LAYERS) or full[key] == declarations.entries(LAYERS)[0]["name"]
    facts = declarations.field(key, full)
    return facts is None or declarations.spelled(name, facts["default"]) == full[key]


def query_of(spec) -> str:
    """The shortest link's query string, commas and signs readable; empty for the default set-up."""
    return urlencode(shortest(spec), safe=",")


def origin(request: HttpRequest) -> str:
    """What a link to copy begins with: where others reach this site, not localhost where a better name is known."""
    return addresses.reachable(f"{request.scheme}://{request.get_host()}", settings.ORIGINS)


def _gives(flat: dict[str, str], spec) -> bool:
    try:
        return parse(flat) == spec
    except recipes.refusal():
        return False
