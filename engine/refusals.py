"""Refusals in words: every error of a spec with its path, its value, what is allowed and the nearest allowed value."""

from __future__ import annotations

import difflib
import json
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from engine.sentences import Sentence, Word


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a spec. ``path`` is a flat key ("optimizer.lr"); ``sentence`` says it, to be put into any language."""

    path: str
    value: Any
    sentence: Sentence
    allowed: str = ""
    nearest: Any = None
    code: str = ""

    @property
    def message(self) -> str:
        """The whole sentence, in English."""
        return str(self.sentence)


class Refused(ValueError):
    """A spec that cannot be run, with all its problems."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(" ".join(f"{p.path}: {p.message}" for p in problems))


def said(sentence: Sentence, field: str = "") -> PydanticCustomError:
    """What a validator raises where its entry has a sentence of its own for it; of a whole entry's, `field` says where."""
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence, **({"field": field} if field else {})})


SAID = "{said}"  # the template of a sentence that has been said


def in_language(refused: Refused, translate: Callable[[str], str]) -> Refused:
    """The same refusal with every sentence said by ``translate``."""
    said = [Sentence(SAID, said=problem.sentence.said(translate)) for problem in refused.problems]
    return Refused([replace(problem, sentence=one) for problem, one in zip(refused.problems, said, strict=True)])


# pydantic's name of an error → (what it calls the bound, how we say it)
BOUNDS = {
    "greater_than": ("gt", Word("{field}: {value} is not more than {bound}.")),
    "greater_than_equal": ("ge", Word("{field}: {value} is less than {bound}, the smallest allowed.")),
    "less_than": ("lt", Word("{field}: {value} is not less than {bound}.")),
    "less_than_equal": ("le", Word("{field}: {value} is more than {bound} allowed here.")),
    "too_long": ("max_length", Word("{field}: {value} are more than the {bound} allowed.")),
    "too_short": ("min_length", Word("{field}: {value} are fewer than the {bound} allowed.")),
}
NUMBER, WHOLE, YES_NO = Word("a number"), Word("a whole number"), Word("yes or no")
TEXT, LIST, GROUP = Word("a word"), Word("a list"), Word("a group of fields")
KINDS = {
    "float_parsing": NUMBER,
    "float_type": NUMBER,
    "int_parsing": WHOLE,
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing_size": WHOLE,
    "bool_parsing": YES_NO,
    "bool_type": YES_NO,
    "string_type": TEXT,
    "string_unicode": TEXT,
    "tuple_type": LIST,
    "list_type": LIST,
    "dict_type": GROUP,
    "model_type": GROUP,
    "model_attributes_type": GROUP,
    "finite_number": Word("a finite number"),
    "not_a_number": NUMBER,
}


class Written(reprlib.Repr):
    """Lists and groups as JSON has them, in a moment however large or deep they are: what is left out is three dots."""

    repr_tuple = reprlib.Repr.repr_list

    def repr_str(self, text: str, _level: int) -> str:
        return json.dumps(text if len(text) <= self.maxstring else f"{text[: self.maxstring]}…", ensure_ascii=False)

    def repr_bool(self, value: bool, _level: int) -> str:
        return json.dumps(value)

    def repr_NoneType(self, value: None, _level: int) -> str:
        return json.dumps(value)


WRITTEN = Written()


def show(value: Any) -> str:
    """A value as a person would write it, cut to 60 characters so that a refusal stays a sentence."""
    if isinstance(value, dict | list | tuple):
        text = WRITTEN.repr(value)
    elif value is None or isinstance(value, bool):
        text = json.dumps(value)
    else:
        text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def in_words(error: ValidationError, tags: set[str], label) -> list[Problem]:
    """Pydantic's errors as problems. ``tags`` are entry names pydantic puts into paths; ``label(path)`` names a field."""
    return [_problem(item, tags, label) for item in error.errors(include_url=False)]


def _problem(item: dict, tags: set[str], label) -> Problem:
    kind, context, value = item["type"], item.get("ctx") or {}, item.get("input")
    parts = _without_tags(item["loc"], tags)
    if kind in ("not_a_number", "repeated", "said") and "field" in context:
        parts, value = [*parts, context["field"]], context.get("given", value)
    path = ".".join(parts)
    field = label(path)
    if kind == "said":
        return Problem(path, value, context["sentence"], "", None, kind)
    if kind in BOUNDS:
        return _outside(path, field, kind, context, value)
    if kind in KINDS:
        sentence = Sentence("{field}: {value} is not {kind}.", field=field, value=repr(show(value)), kind=KINDS[kind])
        return Problem(path, value, sentence, KINDS[kind], None, kind)
    if kind in ("union_tag_invalid", "literal_error", "union_tag_not_found", "unknown_choice"):
        return _unknown_choice(path, field, kind, context, value)
    sentence = {
        "extra_forbidden": Sentence("{path} is not a field of this set-up.", path=repr(path)),
        "repeated": Sentence("{field}: one of them is named twice.", field=field),
        "missing": Sentence("{field} is missing.", field=field),
    }.get(kind) or Sentence("{field}: {value} cannot be understood here.", field=field, value=repr(show(value)))
    return Problem(path, value, sentence, "", None, kind)


def _outside(path: str, field: str, kind: str, context: dict, value: Any) -> Problem:
    """A number outside its bounds, or a list of too many or too few."""
    key, template = BOUNDS[kind]
    bound, counted = context[key], key.endswith("_length")
    bound = int(bound) if isinstance(bound, float) and bound.is_integer() else bound  # 10, not 10.0
    sentence = Sentence(template, field=field, value=context.get("actual_length") if counted else show(value), bound=show(bound))
    if counted:
        return Problem(path, None, sentence, str(bound), bound, kind)
    return Problem(path, value, sentence, f"{key} {bound}", bound if key in ("ge", "le") else None, kind)


def _unknown_choice(path: str, field: str, kind: str, context: dict, value: Any) -> Problem:
    known = context.get("known") or [
        tag.strip(" '")
        for tag in str(context.get("expected_tags") or context.get("expected", "")).replace(" or ", ",").split(",")
    ]
    given = value.get("name") if isinstance(value, dict) else value
    near = difflib.get_close_matches(show(given), known, n=1, cutoff=0.4)
    places = {"field": field, "value": repr(show(given)), "near": near[0] if near else None, "known": ", ".join(known)}
    if given is None:
        sentence = Sentence("{field}: no name is given. Known: {known}.", **places)
    elif near:
        sentence = Sentence("{field}: {value} is not known. Did you mean {near}? Known: {known}.", **places)
    else:
        sentence = Sentence("{field}: {value} is not known. Known: {known}.", **places)
    return Problem(path, given, sentence, places["known"], places["near"], kind)


ONE_OF = ("data", "loss", "optimizer", "schedule", "initializer", "surface")  # fields that hold one entry of several


def _without_tags(loc: tuple, tags: set[str]) -> list[str]:
    """Drop the entry name that pydantic adds after a discriminated field; a field never bears an entry's name there."""
    parts: list[str] = []
    for index, part in enumerate(loc):
        follows = loc[index - 1] if index else None
        if part in tags and (follows in ONE_OF or isinstance(follows, int)):
            continue
        parts.append(str(part))
    return parts
