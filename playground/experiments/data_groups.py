"""The data sets by kind, as the picker shows them: one kind at a time."""

from django.utils.translation import gettext_lazy as _

from playground.experiments import declarations
from playground.experiments.controls import Control

TITLES = {
    "plane": _("Plane"),
    "curves": _("Curves"),
    "tables": _("Tables"),
    "pictures": _("Pictures"),
    "sequences": _("Sequences"),
    "own": _("Own"),
}


def grouped(control: Control) -> list[dict]:
    """[{"name", "title", "options", "chosen"}…], without kinds that have no data set; a name nobody declared joins the first."""
    kinds = {one["name"]: one["group"] for one in declarations.entries("data")}
    first = next(iter(TITLES))
    found = []
    for name, title in TITLES.items():
        options = [one for one in control.options if kinds.get(one["value"], first) == name]
        if options:
            found.append({"name": name, "title": title, "options": options, "chosen": any(one["chosen"] for one in options)})
    return found
