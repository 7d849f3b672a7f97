"""How an address asks the page to look: `?show=lr,batch` leaves a class those controls, `?view=stage` is for a projector,
`?x=seconds` lays the curves over another axis.

A control that is not shown goes; its value stays readable and in force. All of it travels along in every address the page makes.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.experiments.declarations import LAYERS

# What links call the controls that are always in sight; every other control goes by its own key ("regularization.l2").
SHORT = {
    "data.name": "data",
    "data.noise": "noise",
    "data.features": "inputs",
    "optimizer.name": "optimizer",
    "optimizer.lr": "lr",
    "training.batch_size": "batch",
}
BESIDE = ("layers", "activation", "speed", "seed")
STAGE = "stage"
AXES = ("epoch", "step", "gradient_evaluations", "seconds")  # what the curves' x axis may count: static/js/curves/axis.js


@dataclass(frozen=True)
class Look:
    """`shown`: names of the controls that stay, None for all of them. `problems`: sentences about what is not known."""

    shown: frozenset[str] | None = None
    stage: bool = False
    problems: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # the parameters as asked, for the page's own links

    def hides(self, key: str) -> bool:
        """Whether the control of a flat key goes."""
        return self.shown is not None and name_of(key) not in self.shown and key not in self.shown

    @property
    def hides_layers(self) -> bool:
        return self.hides("layers")

    @property
    def hides_activation(self) -> bool:
        return self.hides("activation")

    @property
    def hides_speed(self) -> bool:
        return self.hides("speed")

    @property
    def hides_seed(self) -> bool:
        return self.hides("seed")


EVERYTHING = Look()


def name_of(key: str) -> str:
    """What `?show=` calls a control: "optimizer.lr" → "lr", the units of any layer → "layers"."""
    if key.startswith(f"{LAYERS}."):
        return {"units": "layers", "activation": "activation"}.get(key.rpartition(".")[2], key)
    return SHORT.get(key, key)


def read(request: HttpRequest) -> Look:
    """The look an address or a form body asks for; what is not known is said, and everything shown."""
    asked = request.POST if request.method == "POST" else request.GET
    problems, shown = [], None
    if "show" in asked:
        names = [name.strip() for name in asked["show"].split(",") if name.strip()]
        unknown = [name for name in names if not _known(name)]
        for name in unknown:
            sentence = _("show: there is no control {name!r}. Known: {known}, and every field by its key, as in optimizer.lr.")
            problems.append(sentence.format(name=name[:60], known=", ".join((*SHORT.values(), *BESIDE))))
        shown = None if unknown else frozenset(names)
    view = asked.get("view", "")
    if view not in ("", STAGE):
        problems.append(_("view: there is no view {name!r}. Known: {known}.").format(name=view[:60], known=STAGE))
    axis = asked.get("x", "")
    if axis not in ("", *AXES):
        problems.append(_("x: there is no axis {name!r}. Known: {known}.").format(name=axis[:60], known=", ".join(AXES)))
    kept = [("show", asked["show"])] if shown is not None else []
    kept += [("view", STAGE)] if view == STAGE else []
    kept += [("x", axis)] if axis in AXES else []
    return Look(shown, view == STAGE, tuple(problems), tuple(kept))


def _known(name: str) -> bool:
    if name in SHORT.values() or name in BESIDE or name in SHORT:
        return True
    section, _dot, field = name.rpartition(".")
    if field == "name":
        return section in declarations.concepts()
    if section in declarations.concepts():
        return any(one["name"] == field for entry in declarations.entries(section) for one in entry["fields"])
    return any(one["name"] == field for one in declarations.sections().get(section, []))
