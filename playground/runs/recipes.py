"""The site's only door to the engine. Imports wait inside the functions: `manage.py check` must not load torch.

The engine speaks English. What people read of it (refusals, labels, help) passes here and takes the language of the request.
"""

import hashlib
import json
import math
from collections.abc import Callable

from django.utils.translation import gettext, pgettext

from playground.runs import tables

WORDS = ("title", "short", "label", "about", "low", "high", "unit", "summary", "tells", "seen")  # what people read
NAMES = ("columns", "classes")  # lists of names: keys for scripts, which find the words themselves
CONTEXTS = {"unit": "unit"}  # "300 epochs" is not the "epochs" beside a field in every language


def parse(data: dict):
    """The Spec of a JSON recipe; raises engine.spec.Refused with every problem in words of the active language.

    A table it names is found for whoever asks (tables.asking), and for trainers always.
    """
    from engine.refusals import in_language
    from engine.spec import Refused, parse

    try:
        return parse(data, tables.find)
    except Refused as error:
        raise in_language(error, gettext) from None


def expanded(spec) -> dict:
    """The whole recipe as JSON, every default filled in: what a run stores."""
    return spec.expanded()


def flat_values(spec) -> dict[str, str]:
    """Flat strings of every field of a set-up, those too that a stored recipe leaves out while they are off."""
    return flatten(spec.whole())


def refusal() -> type[Exception]:
    """The exception class `parse` raises, for `except recipes.refusal() as error`; it carries `.problems`."""
    from engine.spec import Refused

    return Refused


def describe() -> dict:
    """Every entry with its fields, from the entries' own declarations, in the active language."""
    from engine.catalogue import describe

    return _worded(describe())


def weight_reach() -> float:
    """How far from 0 an edit may set a weight or a bias."""
    from engine.bounds import BEYOND

    return BEYOND


def _worded(described):
    """The same description with every word that people read put through the catalogue."""
    if isinstance(described, list):
        return [_worded(one) for one in described]
    if not isinstance(described, dict):
        return described
    return {name: _word(name, one) if name in WORDS and isinstance(one, str) else _worded(one) for name, one in described.items()}


def _word(name: str, text: str) -> str:
    if not has_words(text):
        return text
    return pgettext(CONTEXTS[name], text) if name in CONTEXTS else gettext(text)


def has_words(text: str) -> bool:
    """Whether there is anything to translate: not so in β₁, ε and %."""
    return any(char.isascii() and char.isalpha() for char in text)


def article_presets() -> list[dict]:
    """The articles' experiments (engine.presets), in the active language: a dict of its fields each."""
    from engine.presets import known

    words = ("title", "about", "changed", "broken")
    made = [{name: getattr(one, name) for name in ("name", *words, "settings", "printed")} for one in known().values()]
    return [one | {name: gettext(one[name]) if one[name] else "" for name in words} for one in made]


def flatten(nested: dict) -> dict[str, str]:
    """Flat keys of a nested spec, as links, forms and the command line spell them."""
    from engine.flat import flatten

    return flatten(nested)


def unflatten(flat: dict[str, str]) -> dict:
    """A nested spec from flat keys; the values stay text, `parse` reads them."""
    from engine.flat import unflatten

    return unflatten(flat)


def shapes(spec) -> list[str]:
    """What goes out of each hidden layer, as people read it: "6", "8 × 24 × 24"."""
    from engine.layers.base import spelled
    from engine.layout import slots_of

    return [spelled(slot.out_shape) for slot in slots_of(spec)[:-1]]


def estimate(spec):
    """What a spec would cost, in plain integers, before anything is allocated."""
    from engine.cost import estimate

    return estimate(spec)


def no_script(spec) -> str:
    """Why there is no PyTorch program of a spec, in the active language; "" where there is one."""
    from engine.export.fitting import obstacle

    hindrance = obstacle(spec)
    return hindrance.said(gettext) if hindrance else ""


def plan_facts(spec) -> dict:
    """What a run's row needs from the engine's plan: {cohort_key, schema, frame_schema, task}, all JSON."""
    from engine.plan import Plan

    plan = Plan(spec)
    return {
        "cohort_key": plan.cohort_key,
        "schema": plan.schema.as_dict(),
        "frame_schema": plan.frame_schema.as_dict(),
        "task": plan.task,
    }


def digest(recipe: dict) -> str:
    """SHA-256 of an expanded recipe's canonical JSON: equal recipes, equal digests."""
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def bytes_digest(data: bytes) -> str:
    """SHA-256 of stored bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def as_json(value):
    """Numbers, lists and dicts as JSON can carry them: non-finite numbers become "NaN", "Infinity" and "-Infinity"."""
    if isinstance(value, dict):
        return {str(name): as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    if value is None or isinstance(value, str) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def follows(recipe: dict) -> bool:
    """Whether a recipe's horizon says nothing of its own: it is as long as the run, or its schedule does not look at it."""
    from engine.schedules import registry

    schedule = recipe["schedule"]
    return schedule["horizon"] == recipe["training"]["epochs"] or not registry[schedule["name"]].plans


def written(value) -> str:
    """A list or a group as JSON has it, shortened where it is large."""
    from engine.refusals import WRITTEN

    return WRITTEN.repr(value)


def in_words(error, label: Callable[[str], str]) -> list:
    """The problems of a pydantic ValidationError of ours, said as a spec's are, in the active language.

    `label`: what a field is called, by its path.
    """
    from engine.refusals import Refused, in_language, in_words

    return in_language(Refused(in_words(error, set(), label)), gettext).problems
