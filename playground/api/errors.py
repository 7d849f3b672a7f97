"""Whatever is refused is refused in one form: {"errors": [{"field", "value", "words"}…]}, each a sentence."""

from typing import Any, get_args

from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError, ValidationErrorContext
from pydantic import BaseModel, Field

from playground.runs import recipes

LONGEST_VALUE = 200


class Wrong(Schema):
    field: str = Field(description="Which field, with dots between the levels; empty where it is no single one.")
    value: bool | int | float | str | None = Field(description="What was sent there, cut short where it is long.")
    words: str = Field(description="What is wrong, and what is allowed, in the language of Accept-Language.")


class Errors(Schema):
    errors: list[Wrong]


class Refused(ValueError):
    """An answer that is a refusal: a status, and what is wrong as dictionaries of Wrong."""

    def __init__(self, status: int, errors: list[dict], headers: dict[str, str] | None = None):
        self.status, self.errors, self.headers = status, errors, headers or {}
        super().__init__(errors)


def wrong(words: str, field: str = "", value: Any = None) -> dict:
    return {"field": field, "value": short(value), "words": words}


def short(value: Any) -> bool | int | float | str | None:
    """A value as JSON carries it, cut to LONGEST_VALUE characters."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, float):
        return recipes.as_json(value)
    text = value if isinstance(value, str) else recipes.written(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def of_spec(refusal) -> Refused:
    """What the engine refused, all of it."""
    return Refused(422, [wrong(one.message, one.path, one.value) for one in refusal.problems])


def of_fields(contexts: list[ValidationErrorContext]) -> ValidationError:
    """What pydantic refused of a body, a query or a path, said as the engine says the same of a spec."""
    errors = []
    for context in contexts:
        problems = recipes.in_words(context.pydantic_validation_error, lambda path: _inner(path) or _("The body"))
        for one, facts in zip(problems, context.pydantic_validation_error.errors(include_url=False), strict=True):
            name, words = _inner(one.path), one.message
            if one.code == "extra_forbidden":
                words = unknown(name, _beside(context.model, facts["loc"]))
            elif one.code == "string_too_long":
                words = _("{field}: {count} characters are more than the {most} allowed.")
                words = words.format(field=name.capitalize(), count=len(one.value), most=facts["ctx"]["max_length"])
            elif one.code == "string_pattern_mismatch":
                words = _("{field}: only letters of ASCII, digits and signs can be in it.").format(field=name.capitalize())
            errors.append(wrong(words, name, None if one.code == "missing" else one.value))
    return ValidationError(errors)


def unknown(name: str, known: list[str] = ()) -> str:
    """That there is no such field, and which there are, in words."""
    if not known:
        return _("There is no field {field} here.").format(field=repr(name[:40]))
    return _("There is no field {field} here. Known: {known}.").format(field=repr(name[:40]), known=", ".join(known))


def _beside(model: type[BaseModel], place: tuple[str, ...]) -> list[str]:
    """The fields beside one that pydantic does not know at a place."""
    for name in place[:-1]:
        kind = model.model_fields[name].annotation
        model = next((one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, BaseModel)), None)
        if model is None:
            return []
    return list(model.model_fields)


def none_of(name: str, value: Any, known: list) -> str:
    """That a field's value is none of those there are, in words."""
    words = _("{field}: {value} is not known. Known: {known}.")
    return words.format(field=name, value=repr(value)[:40], known=", ".join(map(str, known)) or _("none"))


def _inner(path: str) -> str:
    """A field's path without the name that one of our own functions gives all fields together."""
    return path.partition(".")[2]
