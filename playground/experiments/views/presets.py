"""The experiments to choose from: the page that is also a sheet on the playground, and their pictures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.experiments import rehearsals
from playground.experiments.presets import PRESETS, of_articles


@require_GET
def presets(request: HttpRequest) -> HttpResponse:
    """`/experiments/`: all of them, as links that open their set-up."""
    return render(request, "experiments/presets.html", {"presets": PRESETS, "articles": of_articles()})


@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    """`/experiments/pictures`: what the set-up drew of each preset, as JSON. They change with the engine only."""
    answer = HttpResponse(rehearsals.read(), content_type="application/json")
    # The answer may carry an owner cookie: not for shared caches. Pictures that are not there yet will be.
    answer["Cache-Control"] = "private, max-age=3600" if rehearsals.path().is_file() else "no-store"
    return answer
