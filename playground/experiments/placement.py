"""Where each control stands. Only the eight always visible are named; everything else goes to a group by its section."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from playground.experiments.controls import Control
from playground.experiments.declarations import MADE
from playground.experiments.recipe_form import RecipeForm

# Always visible: in the transport, under the thumbnails, or on the picture of the network (with each layer's rows).
VISIBLE = frozenset({"data.name", "data.noise", "data.features", "optimizer.name", "optimizer.lr", "training.batch_size"})

FAULTS = "faults"  # mistakes on purpose stand by themselves, so that nobody plants one by the way

RATES = ("0.003", "0.03", "0.3", "10")  # hardly moves, smooth, trembles, never gets there: the whole story in four
MORE_RATES = ("0.0001", "0.001", "0.01", "0.1", "1")


@dataclass
class Group:
    """One of the named groups behind the visible controls."""

    name: str
    title: str
    controls: list[Control]
    summary: list[str]  # said in a row; where there is no room for all, the last go

    @property
    def changed(self) -> int:
        return sum(one.changed and (len(one.chosen) if one.key == FAULTS else 1) for one in self.controls)

    @property
    def refused(self) -> bool:
        return any(one.problem for one in self.controls)


def groups(form: RecipeForm) -> list[Group]:
    """Data, Network, Training, Penalties and Faults, each with every control of its sections that is not always visible."""
    places = {
        "data": (_("Data"), ["data"]),
        "network": (_("Network"), ["network.initializer", "network", ""]),
        "training": (pgettext("settings", "Training"), ["loss", "training", "schedule"]),
        "penalties": (_("Penalties"), ["regularization"]),
        "faults": (_("Faults"), []),
    }
    found = []
    for name, (title, sections) in places.items():
        listed = [one for section in sections for one in form.section(section) if one]
        controls = [one for one in listed if one.key not in VISIBLE | MADE | {FAULTS}]
        controls += [form.control(FAULTS)] if name == "faults" else []
        found.append(Group(name, title, controls, _summary(controls)))
    return found


def made(form: RecipeForm) -> list[Control]:
    """The fields of the chosen data set that are made on the map or in a sheet."""
    return [one for one in form.section("data") if one and one.key in MADE]


def own_fields(form: RecipeForm) -> list[Control]:
    """The optimizer's own fields, apart from the rate that is always in sight."""
    return [one for one in form.section("optimizer") if one and one.key not in VISIBLE]


def _counted(control: Control) -> str:
    """ "300 epochs" for what a number counts, "test share 0.5" for everything else."""
    value, unit = control.shown_value, control.facts["unit"]
    if unit:
        return _("{count} {unit}").format(count=value, unit=unit)
    return _("{label} {value}").format(label=control.facts["label"], value=value)


def _summary(controls: list[Control]) -> list[str]:
    """What a closed group says about itself: its entries by their short titles and its first numbers, two at most."""
    words = []
    for one in controls:
        if one.kind == "entry":
            words.append(next((option["short"] for option in one.options if option["chosen"]), one.value))
        elif one.is_number and one.shown_value not in ("", "0"):
            words.append(_counted(one))
        elif one.key == FAULTS:
            words += [option["title"] for option in one.options if option["chosen"]]
    return [words[0], *(_(", ") + one for one in words[1:2])] if words else [_("none")]
