"""How a run's id looks in an address: `<run:run_id>`. Anything else is no address of ours and never reaches the database."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class RunIdConverter(StringConverter):
    """22 characters of base64url, as models.new_id makes them."""

    regex = "[A-Za-z0-9_-]{22}"


register_converter(RunIdConverter, "run")
