"""Refusals in words: every error of a spec with its path, its value, what is allowed and the nearest allowed value."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a spec. ``path`` is a flat key ("optimizer.lr"); ``message`` is a whole sentence."""

    path: str
    value: Any
    message: str
    allowed: str = ""
    nearest: Any = None
    code: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


class Refused(ValueError):
    """A spec that cannot be run, with all its problems."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(" ".join(f"{p.path}: {p.message}" for p in problems))


BOUNDS = {
    "greater_than": ("gt", "is not more than {bound}"),
    "greater_than_equal": ("ge", "is less than {bound}, the smallest allowed"),
    "less_than": ("lt", "is not less than {bound}"),
    "less_than_equal": ("le", "is more than {bound} allowed here"),
}
KINDS = {
    "float_parsing": "a number",
    "float_type": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "bool_parsing": "yes or no",
    "bool_type": "yes or no",
    "string_type": "a word",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a group of fields",
    "model_type": "a group of fields",
    "model_attributes_type": "a group of fields",
    "finite_number": "a finite number",
    "not_a_number": "a number",
}


def show(value: Any) -> str:
    """A value as a person would write it, cut to 60 characters so that a refusal stays a sentence."""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def in_words(error: ValidationError, tags: set[str], label) -> list[Problem]:
    """Pydantic's errors as problems. ``tags`` are entry names pydantic puts into paths; ``label(path)`` names a field."""
    return [_problem(item, tags, label) for item in error.errors(include_url=False)]


def _problem(item: dict, tags: set[str], label) -> Problem:
    kind, context, value = item["type"], item.get("ctx") or {}, item.get("input")
    parts = _without_tags(item["loc"], tags)
    if kind in ("not_a_number", "repeated") and "field" in context:
        parts, value = [*parts, context["field"]], context.get("given", value)
    path = ".".join(parts)
    name = label(path)
    name = name[:1].upper() + name[1:]
    if kind in BOUNDS:
        key, words = BOUNDS[kind]
        bound = context[key]
        return Problem(
            path,
            value,
            f"{name}: {show(value)} {words.format(bound=show(bound))}.",
            f"{key} {bound}",
            bound if key in ("ge", "le") else None,
            kind,
        )
    if kind in KINDS:
        return Problem(path, value, f"{name}: {show(value)!r} is not {KINDS[kind]}.", KINDS[kind], None, kind)
    if kind in ("union_tag_invalid", "literal_error", "union_tag_not_found", "unknown_choice"):
        return _unknown_choice(path, name, kind, context, value)
    if kind == "extra_forbidden":
        return Problem(path, value, f"{path!r} is not a field of this set-up.", "", None, kind)
    if kind in ("too_long", "too_short"):
        bound = context.get("max_length", context.get("min_length"))
        word = "more" if kind == "too_long" else "fewer"
        return Problem(
            path, None, f"{name}: {context.get('actual_length')} are {word} than the {bound} allowed.", str(bound), bound, kind
        )
    return Problem(path, value, f"{name}: {item['msg']}.", "", None, kind)


def _unknown_choice(path: str, name: str, kind: str, context: dict, value: Any) -> Problem:
    known = context.get("known") or [
        tag.strip(" '")
        for tag in str(context.get("expected_tags") or context.get("expected", "")).replace(" or ", ",").split(",")
    ]
    given = value.get("name") if isinstance(value, dict) else value
    near = difflib.get_close_matches(str(given), known, n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]}?" if near else ""
    what = f"{show(given)!r} is not known" if given is not None else "no name is given"
    return Problem(
        path, given, f"{name}: {what}.{hint} Known: {', '.join(known)}.", ", ".join(known), near[0] if near else None, kind
    )


def _without_tags(loc: tuple, tags: set[str]) -> list[str]:
    """Drop the entry name that pydantic adds after a discriminated field; a field never bears an entry's name there."""
    parts: list[str] = []
    for index, part in enumerate(loc):
        follows = loc[index - 1] if index else None
        if part in tags and (follows in ("data", "loss", "optimizer", "schedule", "initializer") or isinstance(follows, int)):
            continue
        parts.append(str(part))
    return parts
