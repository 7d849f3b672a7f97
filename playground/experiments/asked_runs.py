"""What the address of the list of runs asks for: filters, order and place, read from its parameters and written back.

Nothing is passed over: a name or value we do not know is answered in words that say what there is.
"""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from playground.experiments import declarations, words
from playground.runs.listing import SORTS, Place, Wanted
from playground.runs.states import State

FLAGS = ("starred", "archived")
CHOICES = ("sort", "state", "data", "optimizer")
PLACES = ("after", "before")
NAMES = (*CHOICES, *FLAGS, "title", *PLACES)
LONGEST_TITLE = 80


class Wrong(str):
    """A sentence about something that makes no sense; `name` and `value` of the parameter it is about."""

    def __new__(cls, sentence: str, name: str, value: str):
        made = super().__new__(cls, sentence)
        made.name, made.value = name, value
        return made


def options(name: str) -> list[dict]:
    """What there is to choose from: [{"value", "title"}…] of "sort", "state", "data" or "optimizer"."""
    if name == "sort":
        titles = {"newest": _("Newest"), "best": _("Best metric"), "loss": _("Lowest loss"), "longest": _("Longest trained")}
        return [{"value": sort, "title": titles[sort]} for sort in SORTS]
    if name == "state":
        return [{"value": str(state), "title": words.state_name(state)} for state in State]
    return [{"value": one["name"], "title": one["title"]} for one in declarations.entries(name)]


def read(parameters) -> tuple[Wanted, list[Wrong]]:
    """What is wanted, as far as it makes sense, and a sentence for everything that does not."""
    problems = []
    for name in parameters:
        if name not in (*NAMES, "lang"):
            sentence = _("There is no filter “{name}”. There are: {names}.")
            problems.append(Wrong(sentence.format(name=name[:40], names=", ".join(NAMES[:-2])), name, parameters[name]))
    chosen = {}
    for name in CHOICES:
        value, known = parameters.get(name, ""), [one["value"] for one in options(name)]
        if value and value not in known:
            sentence = _("Filter {name}: “{value}” is none of {known}.")
            problems.append(Wrong(sentence.format(name=name, value=value[:40], known=", ".join(known)), name, value))
            value = ""
        chosen[name] = value
    for name in FLAGS:
        value = parameters.get(name, "")
        if value not in ("", "1"):
            sentence = _("Filter {name}: “{value}” is neither 1 (only those) nor left out.")
            problems.append(Wrong(sentence.format(name=name, value=value[:40]), name, value))
        chosen[name] = value == "1"
    title = parameters.get("title", "").strip()
    if len(title) > LONGEST_TITLE:
        sentence = _("Filter title: {count} characters are more than the {most} a name can have.")
        problems.append(Wrong(sentence.format(count=len(title), most=LONGEST_TITLE), "title", title))
        title = title[:LONGEST_TITLE]
    if not title.isprintable():
        sentence = _("Filter title: it holds characters that cannot be printed, and no name has those.")
        problems.append(Wrong(sentence, "title", title))
        title = "".join(char for char in title if char.isprintable())
    sort = chosen.pop("sort") or "newest"
    places = {name: _place(name, parameters.get(name, ""), sort, problems) for name in PLACES}
    if places["after"] and places["before"]:
        sentence = _("A page begins after a run or ends before one, not both.")
        problems.append(Wrong(sentence, "before", parameters["before"]))
        places["before"] = None
    wanted = Wanted(sort, dataset=chosen.pop("data"), title=title, number=_number(title), **chosen, **places)
    return wanted, problems


def query(wanted: Wanted, **changes) -> str:
    """The address's parameters for this wish, places left out unless `changes` name one: "state=paused&sort=best"."""
    asked = {
        "title": wanted.title, "state": wanted.state, "data": wanted.dataset, "optimizer": wanted.optimizer,
        "starred": "1" if wanted.starred else "", "archived": "1" if wanted.archived else "",
        "sort": "" if wanted.sort == "newest" else wanted.sort,
    }  # fmt: skip
    asked |= {name: spelled(value) if isinstance(value, Place) else value for name, value in changes.items()}
    return urlencode({name: value for name, value in asked.items() if value})


def here(wanted: Wanted) -> str:
    """The parameters of this very page."""
    places = {name: getattr(wanted, name) for name in PLACES}
    return query(wanted, **{name: place for name, place in places.items() if place})


def spelled(place: Place) -> str:
    """A place as addresses carry it."""
    value = place.value.isoformat() if isinstance(place.value, datetime) else "" if place.value is None else repr(place.value)
    return f"{value}~{place.number}"


def _place(name: str, text: str, sort: str, problems: list[Wrong]) -> Place | None:
    """A place as `spelled` writes it, or None, with a problem where it is not one of this order."""
    if not text:
        return None
    value, _separator, number = text.rpartition("~")
    order = SORTS[sort]
    try:
        if not re.fullmatch(r"[0-9]{1,9}", number) or not (value or order.gaps):
            raise ValueError
        if not value:
            return Place(None, int(number))
        if order.column == "created_at":
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None or moment.year < 1971 or moment.year > 9000:
                raise ValueError
            return Place(moment.astimezone(UTC), int(number))  # PostgreSQL reads no offsets with fractions of a second
        if order.column == "epoch":
            return Place(int(value), int(number)) if re.fullmatch(r"[0-9]{1,9}", value) else _not_a_place()
        found = float(value)
        return Place(found, int(number)) if abs(found) < float("inf") else _not_a_place()
    except ValueError:
        sentence = _("“{text}” is no place in this list. Start again from its first page.")
        problems.append(Wrong(sentence.format(text=text[:40]), name, text))
        return None


def _not_a_place():
    raise ValueError


def _number(title: str) -> int | None:
    """The number of the run a search names: "7", "run 7", "#7"."""
    named = {"", "#", "run", _("Run {number}").format(number="").strip().casefold()}
    found = re.fullmatch(r"(.*?)\s*([0-9]{1,9})", title)
    return int(found[2]) if found and found[1].strip().casefold() in named else None
