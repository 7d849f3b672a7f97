"""What is stored of a run, as bytes and numbers: the same bytes the trainer wrote."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from playground.runs import selectors
from playground.runs.models import Run

MOST_FRAMES = 256  # of a request; the page asks again for more


@require_GET
def status(request: HttpRequest, run_id: str) -> JsonResponse:
    """{"state", "epoch", "seq", …} of one run."""
    run = _visible(request, run_id)
    return JsonResponse(selectors.run_status([run.id])[run.id])


@require_GET
def records(request: HttpRequest, run_id: str) -> HttpResponse:
    """Record chunks from `?from=` on, one after another; the first may begin before it."""
    run = _visible(request, run_id)
    stored = selectors.chunks(run.id, run.attempt, _ordinal(request, "from", 0))
    return _bytes(b"".join(chunk.data for chunk in stored))


@require_GET
def frames(request: HttpRequest, run_id: str) -> HttpResponse:
    """Key frames with `?from=` ≤ seq ≤ `?to=`, at most 256, one after another; each tells its length."""
    run = _visible(request, run_id)
    first, last = _ordinal(request, "from", 0), _ordinal(request, "to", None)
    return _bytes(b"".join(frame.data for frame in selectors.frames(run.id, run.attempt, first, last, MOST_FRAMES)))


def _visible(request: HttpRequest, run_id: str) -> Run:
    try:
        return selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None


def _ordinal(request: HttpRequest, name: str, otherwise):
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _bytes(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": "private, no-store"})
