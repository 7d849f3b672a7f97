"""A run over HTTP: its status, its stored bytes page by page, and the commands people give it."""

import json
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from playground.live.following import NUMBER
from playground.runs import orders, recipes, selectors, services
from playground.runs.models import Run

PAGE = 1024 * 1024  # bytes of one answer, give or take one chunk or frame
BATCH = 64  # rows read at once
TYPED = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?\Z")  # how a form spells a number


class NotANumber(ValueError):
    """A parameter that is not a plain whole number."""


def visible_run(request: HttpRequest, run_id: str) -> Run:
    """The run, or the one 404 that "not yours" and "not there" share."""
    try:
        return selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None


@require_safe
def status(request: HttpRequest, run_id: str) -> HttpResponse:
    """{"state", "epoch", "seq", …} as JSON."""
    return status_of(request, visible_run(request, run_id))


def status_of(request: HttpRequest, run: Run) -> HttpResponse:
    """The same of a run whose right to be seen is settled."""
    facts = {name: getattr(run, name) for name in (*selectors.STATUS, "edits")}
    tag = f'"{run.fence}.{run.seq}.{run.updated_at.timestamp()}"'
    return _conditional(request, tag, lambda: JsonResponse(facts))


@require_safe
def records(request: HttpRequest, run_id: str) -> HttpResponse:
    """Chunks from the one that holds record `from` on, one after another. `X-Next-Seq`, if present, begins the next page."""
    return records_of(request, visible_run(request, run_id))


def records_of(request: HttpRequest, run: Run) -> HttpResponse:
    """The same of a run whose right to be seen is settled."""
    return _bytes(request, run, lambda run, begin, _: _chunks(run, begin))


@require_safe
def frames(request: HttpRequest, run_id: str) -> HttpResponse:
    """Key frames with `from` ≤ seq ≤ `to`, one after another; each tells its length. `X-Next-Seq` as above."""
    return frames_of(request, visible_run(request, run_id))


def frames_of(request: HttpRequest, run: Run) -> HttpResponse:
    """The same of a run whose right to be seen is settled."""
    return _bytes(request, run, _frames)


@require_safe
def seconds(request: HttpRequest, run_id: str) -> HttpResponse:
    """Seconds of training that an epoch took, float32 little-endian a record from 0 on; ends where they are not known."""
    return seconds_of(request, visible_run(request, run_id))


def seconds_of(request: HttpRequest, run: Run) -> HttpResponse:
    """The same of a run whose right to be seen is settled."""
    return _bytes(request, run, lambda run, _begin, _end: ([selectors.record_seconds(run)], None))


def _bytes(request: HttpRequest, run: Run, read) -> HttpResponse:
    try:
        begin, end, attempt = (_ordinal(request, name) for name in ("from", "to", "attempt"))
    except NotANumber:
        return HttpResponseBadRequest("from, to and attempt are whole numbers", content_type="text/plain")
    if attempt and attempt != run.attempt:
        return HttpResponse("another attempt took over", status=409, content_type="text/plain")
    tag = f'"{run.attempt}.{run.seq}.{run.frame_seq}.{run.detail_level}.{begin}.{end}"'

    def answer():
        parts, next_seq = read(run, begin or 0, end)
        more = {} if next_seq is None else {"X-Next-Seq": str(next_seq)}
        return HttpResponse(b"".join(parts), content_type="application/octet-stream", headers=more)

    return _conditional(request, tag, answer)


def _chunks(run: Run, seq: int) -> tuple[list[bytes], int | None]:
    parts, size = [], 0
    while size < PAGE:
        batch = list(selectors.chunks(run.id, run.attempt, seq, BATCH))
        for chunk in batch:
            if size >= PAGE or chunk.first_seq > seq:
                return parts, seq if size >= PAGE else None
            parts.append(chunk.data)
            size, seq = size + len(chunk.data), chunk.first_seq + chunk.rows
        if len(batch) < BATCH:
            return parts, None
    return parts, seq


def _frames(run: Run, seq: int, last: int | None) -> tuple[list[bytes], int | None]:
    parts, size = [], 0
    while size < PAGE:
        batch = list(selectors.frames(run.id, run.attempt, seq, last, BATCH))
        for frame in batch:
            if size >= PAGE:
                return parts, frame.seq
            parts.append(frame.data)
            size, seq = size + len(frame.data), frame.seq + 1
        if len(batch) < BATCH:
            return parts, None
    return parts, seq


def _ordinal(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    if text is None:
        return None
    if not NUMBER.match(text):
        raise NotANumber(name)
    return min(int(text), 2**31 - 1)  # as far as the column counts


def _conditional(request: HttpRequest, tag: str, answer) -> HttpResponse:
    """304 when the browser holds exactly this; else the answer, which it may keep but has to ask about each time."""
    response = get_conditional_response(request, etag=tag) or answer()
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


@require_POST
def commands(request: HttpRequest, run_id: str) -> HttpResponse:
    """Body: JSON or a form, {"kind": "step", "epochs": 1}. 202, or 409 and 422 with a sentence; a plain form goes to the page."""
    run = visible_run(request, run_id)
    try:
        kind, payload = _asked(request)
        services.command(run, kind, **payload)
    except orders.CommandRefused as error:
        return JsonResponse({"message": str(error)}, status=409)
    except recipes.refusal() as error:
        problems = [
            {"path": one.path, "message": one.message, "nearest": None if one.nearest is None else str(one.nearest)}
            for one in error.problems
        ]
        return JsonResponse({"message": problems[0]["message"], "problems": problems}, status=422)
    if request.content_type != "application/json":
        return HttpResponseRedirect(f"/?run={run.id}", status=303)
    return JsonResponse({"run": run.id}, status=202)


def _asked(request: HttpRequest) -> tuple[str, dict]:
    """(kind, payload) of a request. Raises CommandRefused for what is not a command at all."""
    if request.content_type == "application/json":
        try:
            fields = json.loads(request.body)
        except (ValueError, RecursionError):
            fields = None
    else:
        fields = {name: _typed(text) for name, text in request.POST.items() if name != "csrfmiddlewaretoken"}
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str) or "run" in fields:
        raise orders.CommandRefused(_("This is not a command."))
    return fields.pop("kind"), fields


def _typed(text: str):
    return json.loads(text) if TYPED.match(text) else text
