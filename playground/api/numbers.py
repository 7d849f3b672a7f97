"""Numbers as the API spells them: JSON has no NaN and no infinity, so these are the texts "NaN", "Infinity", "-Infinity"."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BeforeValidator, Field, WithJsonSchema

from playground.runs import recipes

Number = Annotated[int | float | Literal["NaN", "Infinity", "-Infinity"], BeforeValidator(recipes.as_json)]
# Whatever a row keeps as JSON, with its numbers spelled the same way.
Facts = Annotated[dict[str, Any], BeforeValidator(recipes.as_json)]
Ordinal = Annotated[int, Field(ge=0, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=64, pattern=r"^[ -~]*$")]  # what a start is called: plain letters, signs and digits
Recipe = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "title": "Spec", "description": _("A spec: what it may say, GET /specs/described tells.")}),
]
