"""What an arena's address or form asks for: fields of the arena, how it is looked at, and what a button does to the fields.

Nothing is passed over: a name that is not known is answered in words.
"""

import re
from dataclasses import asdict, dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground.runs import arenas

FIELD = re.compile(r"(?:surface\.[a-z_]{1,30}|racers\.[0-9]{1,3}\.[a-z0-9_]{1,30}|x|y|steps|noise|seed)\Z")
LOOKS = ("step", "racer", "view", "turn", "tilt")
BESIDE = ("do", "add", "csrfmiddlewaretoken", "lang", "was.surface.name")
WAS = re.compile(r"was\.racers\.[0-9]{1,3}\.name\Z")
VIEWS = ("map", "relief")
WHOLE = re.compile(r"-?[0-9]{1,4}\Z")
LONGEST = 400  # characters of one field: what is longer is cut, and still too long for its own limit


@dataclass
class View:
    """How an arena is looked at. ``step``: None is the last; ``racer``: whose state is shown; turn and tilt: degrees."""

    step: int | None = None
    racer: int = 0
    view: str = "map"
    turn: int = 30
    tilt: int = 50


def fields(query: QueryDict) -> dict[str, str]:
    """The arena's fields as they were typed; the last value of a name counts, since a box not ticked sends nothing."""
    return {name: query.getlist(name)[-1].strip()[:LONGEST] for name in query if FIELD.match(name)}


def view(query: QueryDict) -> tuple[View, list[str]]:
    """How to look at it, as far as it makes sense, and a sentence for everything that does not."""
    seen, problems = View(), []
    for name in query:
        if not (FIELD.match(name) or WAS.match(name) or name in (*LOOKS, *BESIDE)):
            words = _("An arena has nothing called “{name}”. There are: {names}.")
            known = ("surface.name", "x", "y", "steps", "noise", "seed", "racers.0.name", "racers.0.lr", *LOOKS)
            problems.append(words.format(name=name[:40], names=", ".join(known)))
    bounds = {"step": (0, 2000), "racer": (0, arenas.most_racers() - 1), "turn": (-180, 180), "tilt": (10, 90)}
    for name, (low, high) in bounds.items():
        text = query.get(name, "").strip()
        if text and WHOLE.match(text) and low <= int(text) <= high:
            setattr(seen, name, int(text))
        elif text:
            words = _("{name}: “{value}” is not a whole number from {low} to {high}.")
            problems.append(words.format(name=name, value=text[:40], low=low, high=high))
    if query.get("view", "map") in VIEWS:
        seen.view = query.get("view", "map")
    else:
        words = _("view: “{value}” is not known. Known: {known}.")
        problems.append(words.format(value=query["view"][:40], known=", ".join(VIEWS)))
    return seen, problems


def looks(seen: View) -> dict[str, str]:
    """The parameters of a view that are not what they would be anyway."""
    usual = asdict(View())
    return {name: str(value) for name, value in asdict(seen).items() if value != usual[name]}


def done(query: QueryDict) -> dict[str, str]:
    """The fields after what was pressed or chosen: a racer more or less, another surface, another optimizer in a row."""
    flat = fields(query)
    flat = _another_surface(flat, query.get("was.surface.name", ""))
    flat = _other_racers(flat, query)
    deed, _sign, place = query.get("do", "").partition(".")
    racers = rows(flat)
    if deed == "remove" and place.isascii() and place.isdigit() and int(place) < len(racers) and len(racers) > 1:
        del racers[int(place)]
        return numbered(flat, racers)
    if deed == "add":
        racers.append(arenas.suggested(query.get("add", "")[:40], surface_of(flat)))
        return numbered(flat, racers)
    if deed == "use":
        key, _sign, value = place.partition("=")
        return flat | ({key: value[:LONGEST]} if FIELD.match(key) else {})
    return flat


def rows(flat: dict[str, str]) -> list[dict[str, str]]:
    """The racers' own fields, in order."""
    found: dict[int, dict[str, str]] = {}
    for key, value in flat.items():
        if key.startswith("racers."):
            _, place, name = key.split(".")
            found.setdefault(int(place), {})[name] = value
    return [found[place] for place in sorted(found)]


def numbered(flat: dict[str, str], racers: list[dict[str, str]]) -> dict[str, str]:
    """The same fields with these racers."""
    rest = {key: value for key, value in flat.items() if not key.startswith("racers.")}
    return rest | {f"racers.{place}.{name}": value for place, racer in enumerate(racers) for name, value in racer.items()}


def surface_of(flat: dict[str, str]) -> str:
    return flat.get("surface.name", "bowl")


def _another_surface(flat: dict[str, str], before: str) -> dict[str, str]:
    """On another surface: its own start and fields, and its own rates where the rates were those of the surface before."""
    now = surface_of(flat)
    if not before or before == now:
        return flat
    kept = {key: value for key, value in flat.items() if key not in ("x", "y") and not key.startswith("surface.")}
    racers = []
    for racer in rows(flat):
        old, new = arenas.suggested(racer.get("name", ""), before), arenas.suggested(racer.get("name", ""), now)
        same = racer.get("lr") and _number(racer["lr"]) == _number(old.get("lr", ""))
        racers.append(racer | ({"lr": new["lr"]} if same and "lr" in new else {}))
    return {"surface.name": now} | numbered(kept, racers)


def _other_racers(flat: dict[str, str], query: QueryDict) -> dict[str, str]:
    """Where another optimizer was chosen in a row, its own fields begin anew."""
    racers = []
    for place, racer in enumerate(rows(flat)):
        before = query.get(f"was.racers.{place}.name", "")
        changed = before and before != racer.get("name", "")
        racers.append(arenas.suggested(racer.get("name", "")[:40], surface_of(flat)) if changed else racer)
    return numbered(flat, racers)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
