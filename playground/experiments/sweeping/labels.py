"""What a field and its values are called where many stand beside each other: layers say which they are."""

from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.experiments.controls import Control, entry_control
from playground.experiments.written import exactly
from playground.runs import searching
from playground.runs.models import Sweep


def label_of(path: str) -> str:
    """A field's words: "Learning rate", "Layer 1: neurons"."""
    section, _dot, name = path.rpartition(".")
    if _chooses(section, name):
        label = declarations.choice(section)["label"]
    else:
        label = (_facts_of(section, name) or {"label": path})["label"]
    label = label[:1].upper() + label[1:] if label[:1].isascii() else label
    if section.startswith(f"{declarations.LAYERS}."):
        return _("Layer {number}: {field}").format(number=int(section.rpartition(".")[2]) + 1, field=label.lower())
    return label


def words_of(path: str, name_by: str = "title") -> Callable[[str], str]:
    """How a field's values are read: entries and choices by their names, numbers as people write them. `name_by`: "short" for the
    axis of a figure.
    """
    section, _dot, name = path.rpartition(".")
    facts = None if _chooses(section, name) else _facts_of(section, name)

    @cache
    def words(value: str) -> str:
        number = searching.number_of(value)
        if number is not None and (facts is None or facts["kind"] == "float"):
            return exactly(number)
        if _chooses(section, name):
            control = entry_control(section, {path: value}, value)
        elif facts is None:
            return value
        else:
            control = Control(path, facts, value, value)
        return control.chosen[0][name_by] if control.chosen else control.words

    return words


def text_of(path: str, text: str) -> str:
    """What a field was asked to go through, as people read it: a list of names by their names, a range as it was typed."""
    words, drawn = words_of(path), "~" if text.startswith("~") else ""
    if any(map(str.isdigit, text)):
        return text
    return drawn + _(", ").join(words(value.strip()) for value in text.removeprefix("~").split(","))


class Named:
    """One field of a sweep, to be said of many points: its label and its values' words are looked up once."""

    def __init__(self, place: int, path: str):
        self.place, self.label, self.words, self.short = place, label_of(path), words_of(path), words_of(path, "short")

    def at(self, point: list[str]) -> str:
        """ "Learning rate 0.03"."""
        return f"{self.label} {self.words(point[self.place])}"


def named(sweep: Sweep) -> list[Named]:
    """All fields of a sweep, in their order."""
    return [Named(place, axis["path"]) for place, axis in enumerate(sweep.axes)]


def _chooses(section: str, name: str) -> bool:
    """Whether a field chooses one of several entries."""
    return name == "name" and section in declarations.concepts()


def _facts_of(section: str, name: str) -> dict | None:
    """The declaration of a field, of whichever entry has one of that name."""
    places = [entry["fields"] for entry in declarations.entries(section)] if section in declarations.concepts() else []
    if section.startswith(f"{declarations.LAYERS}."):
        places = [entry["fields"] for entry in declarations.entries(declarations.LAYERS)]
    places += [declarations.sections()[section]] if section in declarations.sections() else []
    return next((one for fields in places for one in fields if one["name"] == name), None)
