"""What the address of Explore asks for, read from its parameters and written back. Nothing is passed over."""

import math
import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from playground.experiments import asked_runs
from playground.runs.exploring import SORTS, Place, Wanted

CHOICES = ("sort", "data", "optimizer")
NAMES = (*CHOICES, "score", "after")
SCORE = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")
HASH = re.compile(r"[0-9a-f]{64}\Z")


def options(name: str) -> list[dict]:
    """[{"value", "title"}…] of "sort", "data" or "optimizer"."""
    found = asked_runs.options(name)
    return [one for one in found if one["value"] in SORTS] if name == "sort" else found


def read(parameters) -> tuple[Wanted, list[str]]:
    """What is wanted, as far as it makes sense, and a sentence for everything that does not."""
    problems = []
    for name in parameters:
        if name not in (*NAMES, "lang"):
            sentence = _("There is no filter “{name}”. There are: {names}.")
            problems.append(sentence.format(name=name[:40], names=", ".join(NAMES[:-1])))
    chosen = {}
    for name in CHOICES:
        value, known = parameters.get(name, ""), [one["value"] for one in options(name)]
        if value and value not in known:
            sentence = _("Filter {name}: “{value}” is none of {known}.")
            problems.append(sentence.format(name=name, value=value[:40], known=", ".join(known)))
            value = ""
        chosen[name] = value
    text, score = parameters.get("score", "").strip(), None
    if text and not SCORE.match(text):
        problems.append(_("Filter score: “{value}” is not a number such as 0.95.").format(value=text[:40]))
    elif text:
        score = float(text)
    sort = chosen["sort"] or "newest"
    wanted = Wanted(sort, chosen["data"], chosen["optimizer"], score, _place(parameters.get("after", ""), sort, problems))
    return wanted, problems


def query(wanted: Wanted, after: Place | None = None) -> str:
    """The address's parameters for this wish."""
    asked = {
        "data": wanted.dataset,
        "optimizer": wanted.optimizer,
        "score": "" if wanted.score is None else f"{wanted.score:g}",
        "sort": "" if wanted.sort == "newest" else wanted.sort,
        "after": spelled(after) if after else "",
    }
    return urlencode({name: value for name, value in asked.items() if value})


def spelled(place: Place) -> str:
    """A place as the address carries it."""
    value = place.value.isoformat() if isinstance(place.value, datetime) else "" if place.value is None else repr(place.value)
    return f"{value}~{place.token_hash}"


def _place(text: str, sort: str, problems: list[str]) -> Place | None:
    if not text:
        return None
    value, _separator, token_hash = text.rpartition("~")
    try:
        if not HASH.match(token_hash) or not (value or SORTS[sort].gaps):
            raise ValueError
        return Place(_value(value, sort) if value else None, token_hash)
    except ValueError:
        problems.append(_("“{text}” is no place in this list. Start again from its first page.").format(text=text[:40]))
        return None


def _value(text: str, sort: str) -> float | datetime:
    if sort == "newest":
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not 1971 <= moment.year <= 9000:
            raise ValueError(text)
        return moment.astimezone(UTC)
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number
