"""What is stored of a run, as bytes and numbers: the same bytes the trainer wrote."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from playground.runs import selectors
from playground.runs.models import Run

MOST_FRAMES, MOST_CHUNKS = 256, 256  # of one answer; X-Next-Seq names the first record the next one should begin at


@require_GET
def status(request: HttpRequest, run_id: str) -> JsonResponse:
    """{"state", "epoch", "seq", …} of one run."""
    run = _visible(request, run_id)
    return JsonResponse(selectors.run_status([run.id])[run.id])


@require_GET
def records(request: HttpRequest, run_id: str) -> HttpResponse:
    """Record chunks from `?from=` on, one after another; the first may begin before it."""
    run = _visible(request, run_id)
    begin, attempt = _ordinal(request, "from", 0), _ordinal(request, "attempt", run.attempt)
    found = list(selectors.chunks(run.id, attempt, begin, MOST_CHUNKS))
    return _bytes(found, found[-1].first_seq + found[-1].rows if len(found) == MOST_CHUNKS else None)


@require_GET
def frames(request: HttpRequest, run_id: str) -> HttpResponse:
    """Key frames with `?from=` ≤ seq ≤ `?to=`, one after another; each tells its length."""
    run = _visible(request, run_id)
    begin, end = _ordinal(request, "from", 0), _ordinal(request, "to", None)
    found = list(selectors.frames(run.id, _ordinal(request, "attempt", run.attempt), begin, end, MOST_FRAMES))
    return _bytes(found, found[-1].seq + 1 if len(found) == MOST_FRAMES else None)


def _visible(request: HttpRequest, run_id: str) -> Run:
    try:
        return selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None


def _ordinal(request: HttpRequest, name: str, otherwise):
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _bytes(found: list, next_seq: int | None) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"} | ({"X-Next-Seq": str(next_seq)} if next_seq is not None else {})
    return HttpResponse(b"".join(part.data for part in found), content_type="application/octet-stream", headers=headers)
