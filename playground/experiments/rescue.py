"""What is left of a link that cannot be opened: the set-up without whatever was refused, and an address that opens that.

Links outlive versions: one may carry a field this version has no more, or not yet. Everything else in it still counts.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground.experiments import declarations, links
from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import RecipeForm
from playground.runs import recipes

SHOWN = 40  # characters of a field's name: a person's, or nonsense


@dataclass(frozen=True)
class Rescue:
    """`left_out`: names of the fields that were refused; `address`: the same link without them; `newer`: a sentence or ""."""

    left_out: tuple[str, ...]
    address: str
    newer: str = ""

    @property
    def names(self) -> str:
        """The fields in a row, as the button names them."""
        short = (name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…" for name in self.left_out)
        return ", ".join(name or repr("") for name in short)


def of_link(form: RecipeForm, query: QueryDict) -> Rescue | None:
    """What can be offered for a link whose set-up was refused; None for a good one."""
    if not form.problems:
        return None
    rest = remaining(form.flat)
    beside = [(key, value) for key, values in query.lists() if key in links.BESIDE for value in values]
    whole = urlencode([*rest.items(), *beside], safe=",")
    left_out = tuple(key for key, value in form.flat.items() if rest.get(key) != value)
    return Rescue(left_out, f"/?{whole}" if whole else "/", _newer(form))


def remaining(flat: dict[str, str]) -> dict[str, str]:
    """The keys that make a good set-up once those that are refused, and as few others as possible, are left out."""
    rest = dict(flat)
    while rest:
        try:
            links.parse(rest)
            return rest
        except recipes.refusal() as error:
            refused = {key for problem in error.problems for key in _behind(problem.path, rest)}
            bare = _bare_layers(refused, rest) if all(problem.code != "gap" for problem in error.problems) else {}
            fewer = {key: value for key, value in rest.items() if key not in (refused or rest)} | bare
            rest = _closed(fewer, bare) if fewer == rest else fewer  # a bare layer that fits no better has to go itself
    return rest


def _closed(flat: dict[str, str], layers: dict[str, str]) -> dict[str, str]:
    """``flat`` without the first of these layers; those after it move up by one."""
    gone = min(int(key.split(".")[2]) for key in layers)
    rest = {}
    for key, value in flat.items():
        parts = key.split(".")
        place = int(parts[2]) if key.startswith(f"{LAYERS}.") and parts[2].isdecimal() else -1
        if place > gone:
            key = ".".join([*parts[:2], str(place - 1), *parts[3:]])
        if place != gone:
            rest[key] = value
    return rest


def _bare_layers(refused: set[str], flat: dict[str, str]) -> dict[str, str]:
    """Names for the layers of which nothing is left while others follow them: they stay, as layers come by default."""
    numbers = {key: key[len(LAYERS) + 1 :].partition(".")[0] for key in flat if key.startswith(f"{LAYERS}.")}
    places = {key: int(number) for key, number in numbers.items() if number.isdecimal() and len(number) < 6}
    kept = {place for key, place in places.items() if key not in refused}
    lost = {places[key] for key in refused if key in places} - kept
    plain = declarations.entries(LAYERS)[0]["name"]
    return {f"{LAYERS}.{place}.name": plain for place in lost if place < max(kept, default=0)}


def _behind(path: str, flat: dict[str, str]) -> set[str]:
    """The keys a problem is about: the field itself, the choice of its entry, or all there is below or above it."""
    for found in (path, f"{path}.name"):
        if found in flat:
            return {found}
    below = {key for key in flat if key.startswith(f"{path}.")}
    return below or {key for key in flat if path.startswith(f"{key}.")}


def _newer(form: RecipeForm) -> str:
    """A sentence for a link of a version to come."""
    version = form.flat.get("version", "")
    known = recipes.expanded(recipes.parse({}))["version"]
    if not version.isascii() or not version.isdigit() or int(version[:9]) <= known:
        return ""
    words = _("This link was made by a newer version of the playground: it is of version {version}, and this one knows {known}.")
    return words.format(version=version[:9], known=known)
