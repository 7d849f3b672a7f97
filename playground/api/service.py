"""The API as a whole: its operations in the order people read them."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt

from playground.api import (
    arena,
    comparisons,
    files,
    maps,
    others,
    records,
    runs,
    shares,
    site,
    specs,
    sweep_results,
    sweeps,
    tables,
    tasks,
)
from playground.api.door import Door
from playground.experiments import licences
from playground.runs.owners import BY_TOKEN

SAID = ("summary", "description")
DESKS = (
    specs.desk, runs.desk, records.desk, comparisons.desk, sweeps.desk, sweep_results.desk, maps.desk, arena.desk, tables.desk,
    files.desk, shares.desk, others.desk, tasks.desk, site.desk,
)  # fmt: skip
api = Door(title="Backprop Playground", version="1", urls_namespace="api-v1")
for desk in DESKS:
    api.add_router("", desk)


@csrf_exempt  # no cookie is looked at under this address, so there is nothing to forge
def nowhere(request: HttpRequest) -> HttpResponse:
    """Any other address below the API's: the same answer as for what is not yours."""
    return api.nothing(request)


def description() -> dict:
    """The OpenAPI description in the active language."""
    return _described(get_language())


@lru_cache(4)
def _described(_language: str) -> dict:
    said = api.get_openapi_schema(path_prefix=BY_TOKEN)
    said["info"]["version"] = licences.version()
    return _in_language(said)


def _in_language(node):
    """The same with every sentence of ours put through the catalogue."""
    if isinstance(node, list):
        return [_in_language(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: gettext(one) if name in SAID and isinstance(one, str) and one else _in_language(one) for name, one in node.items()
    }
