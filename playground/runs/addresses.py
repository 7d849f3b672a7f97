"""How a run's id looks in an address: `<run:run_id>`. Anything else is no address of ours and never reaches the database."""

import re

from django.urls import register_converter
from django.urls.converters import StringConverter


def is_run_id(text: str) -> bool:
    """Whether this could be the id of a run."""
    return re.fullmatch(RunIdConverter.regex, text) is not None


class RunIdConverter(StringConverter):
    """22 characters of base64url, as models.new_id makes them."""

    regex = "[A-Za-z0-9_-]{22}"


register_converter(RunIdConverter, "run")
