"""Does anybody train, and where does a waiting run stand? The page asks while it waits."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from playground.runs import selectors
from playground.runs.models import Run
from playground.training import line as queue


@require_GET
def line(request: HttpRequest) -> JsonResponse:
    """`/line/`: {"training": bool}; with `?run=` also {"before", "seconds"} while that run waits."""
    facts = {"training": queue.anybody_trains()}
    if run_id := request.GET.get("run"):
        try:
            standing = queue.standing(selectors.get_run(request.owner, run_id))
        except Run.DoesNotExist:
            raise Http404 from None
        if standing:
            facts |= {"before": standing.before, "seconds": standing.seconds}
    answer = JsonResponse(facts)
    answer["Cache-Control"] = "no-store"
    return answer
