"""Points to draw: those of a set-up, and a few of every data set for the thumbnails."""

from functools import cache

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from playground.experiments import links
from playground.experiments.views.saying import say
from playground.runs import pictures, recipes


@require_GET
def points(request: HttpRequest) -> JsonResponse:
    """Train and test points (at most 600 each), the network's layout and its first weights."""
    try:
        spec = links.parse(links.read(request.GET))
    except recipes.refusal() as error:
        return JsonResponse({"problems": say(error.problems)}, status=422)
    return JsonResponse(pictures.picture(spec))


@require_GET
def thumbnails(request: HttpRequest) -> JsonResponse:
    """A few points of every data set. They change with the engine only."""
    answer = JsonResponse(_samples())
    answer["Cache-Control"] = "private, max-age=3600"  # the answer may carry an owner cookie: not for shared caches
    return answer


@cache
def _samples() -> dict:
    return pictures.samples()
