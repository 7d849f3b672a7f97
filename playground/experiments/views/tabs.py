"""One tab of "Look closer" on one's own run: what it shows, and starting the task it needs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from playground.experiments import closer
from playground.runs import selectors
from playground.runs.models import Run
from playground.training.kinds.base import TaskRefused


@require_http_methods(["GET", "HEAD", "POST"])
def tab(request: HttpRequest, run_id: str, key: str) -> HttpResponse:
    """`/runs/<id>/tabs/<key>/`: the panel (`?epoch=`, `?task=`), JSON for scripts. POST starts its task: 202 or 303; or 422."""
    try:
        run = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    found = closer.named(key)
    address = reverse("experiments:tab", args=[run.id, found.key])
    if request.method != "POST":
        return closer.answer(request, found, run, address, may_start=True)
    try:
        closer.begin(request, found, run)
    except TaskRefused as refused:
        return closer.answer(request, found, run, address, may_start=True, status=422, problem=str(refused))
    if request.headers.get("HX-Request") or closer.wants_json(request):
        return closer.answer(request, found, run, address, may_start=True, status=202)
    return HttpResponseRedirect(f"{reverse('experiments:run', args=[run.id])}?tab={found.key}#closer", status=303)
