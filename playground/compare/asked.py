"""What the address of a comparison asks for: which runs, and how they are looked at, read from its parameters.

Nothing is passed over: a name or value that we do not know is answered in words, and the rest is shown.
"""

import re
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

MOST_RUNS = 200
MOST_CHARTS = 6
LOSS = "test_loss"
UNITS = ("epoch", "step", "seconds", "gradient_evaluations")
BANDS = ("std", "range", "ci", "quartiles")
QUANTITIES = ("size", "relative", "update")  # of the X-ray: those that every record has
SETTINGS = "settings"  # grouped by everything but the seeds
RUNS = ("run", "more")  # a run each; what a form takes in comes under the second name
NAMES = (*RUNS, "column", "x", "smooth", "logx", "logy", "zoom", "base", "delta", "group", "band", "colours", "hidden", "order",
         "quantity", "epoch", "all", "lang")  # fmt: skip
COLUMN = re.compile(r"[a-z][a-z0-9_.]{0,59}\Z")
FLAT_KEY = re.compile(r"[a-z][a-z0-9_.]{0,79}\Z")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:e[+-]?[0-9]{1,3})?\Z")
WHOLE = re.compile(r"[0-9]{1,9}\Z")
PASTED = re.compile(r"(?:https?://[^/\s]{1,200})?/(s|runs)/([A-Za-z0-9_-]{22})/?(?:\?.*)?\Z")


@dataclass
class View:
    """How the runs are looked at, as scripts take it up. Runs are named by their keys: ids, or `s:` and a token."""

    columns: list[str] = field(default_factory=lambda: [LOSS])  # a chart each
    x: str = "epoch"
    smooth: float = 0.0
    logx: bool = False
    logy: bool = False
    zoom: list[float] | None = None  # [first, last] on the x axis
    base: str = ""  # the run the others are compared with; "": the first
    delta: bool = False  # curves as differences from it
    group: str = ""  # a flat key, or SETTINGS
    band: str = "std"
    colours: list[int] | None = None  # one a run; None: by their order
    hidden: list[int] = field(default_factory=list)  # places of runs that are not drawn
    order: str = "value"  # of the list of values: "value" at the crosshair, or as "chosen"
    quantity: str = "size"
    epoch: int | None = None  # of the maps; None: the newest
    every: bool = False  # all settings, not only those that differ


def keys(parameters: QueryDict) -> list[str]:
    """The runs asked for, in order, each once; a whole address that somebody pasted counts as what it leads to."""
    found = []
    for text in (text for name in RUNS for text in parameters.getlist(name)):
        pasted = PASTED.match(text.strip())
        key = text.strip() if pasted is None else f"s:{pasted[2]}" if pasted[1] == "s" else pasted[2]
        if key and key not in found:
            found.append(key)
    return found


def view(parameters: QueryDict) -> tuple[View, list[str]]:
    """How to look at them, as far as it makes sense, and a sentence for everything that does not."""
    seen, problems = View(), []
    for name in parameters:
        if name not in NAMES:
            sentence = _("A comparison has nothing called “{name}”. There are: {names}.")
            problems.append(sentence.format(name=name[:40], names=", ".join(NAMES)))

    def read(name: str, understand, otherwise):
        text = parameters.get(name, "")
        try:
            return understand(text) if text else otherwise
        except ValueError:
            sentence = _("{name}: “{value}” is nothing a comparison can show.")
            problems.append(sentence.format(name=name, value=text[:40]))
            return otherwise

    columns = list(dict.fromkeys(parameters.getlist("column")))
    if any(not COLUMN.match(one) for one in columns):
        problems.append(_("column: “{value}” is nothing a comparison can show.").format(value=", ".join(columns)[:80]))
    seen.columns = [one for one in columns if COLUMN.match(one)][:MOST_CHARTS] or seen.columns
    seen.x = read("x", one_of(UNITS), seen.x)
    seen.smooth = read("smooth", share, seen.smooth)
    seen.zoom = read("zoom", interval, None)
    seen.base = parameters.get("base", "")[:24]
    seen.group = read("group", flat_key, "")
    seen.band = read("band", one_of(BANDS), seen.band)
    seen.colours = read("colours", wholes, None)
    seen.hidden = read("hidden", wholes, [])
    seen.order = read("order", one_of(("value", "chosen")), seen.order)
    seen.quantity = read("quantity", one_of(QUANTITIES), seen.quantity)
    seen.epoch = read("epoch", whole, None)
    seen.logx, seen.logy, seen.delta, seen.every = (
        read(name, flag, False) for name in ("logx", "logy", "delta", "all")
    )  # fmt: skip
    return seen, problems


def one_of(known: tuple[str, ...]):
    """A reader that takes these words only."""

    def understand(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return understand


def flag(text: str) -> bool:
    return one_of(("0", "1"))(text) == "1"


def flat_key(text: str) -> str:
    if not FLAT_KEY.match(text):
        raise ValueError(text)
    return text


def whole(text: str) -> int:
    if not WHOLE.match(text):
        raise ValueError(text)
    return int(text)


def wholes(text: str) -> list[int]:
    return [whole(one) for one in text.split(",")][:MOST_RUNS]


def share(text: str) -> float:
    """A smoothing weight, 0 to below 1."""
    if not NUMBER.match(text) or not 0 <= float(text) < 1:
        raise ValueError(text)
    return float(text)


def interval(text: str) -> list[float]:
    """Two places on the x axis, the first before the second."""
    parts = text.split(",")
    if len(parts) != 2 or not all(NUMBER.match(one) for one in parts) or not float(parts[0]) < float(parts[1]):
        raise ValueError(text)
    return [float(one) for one in parts]
