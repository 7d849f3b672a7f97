"""Files to keep: `…/files/json`, `csv`, `html`. Small ones are written at once and never stored; of large ones it is said what
they take, and whoever wants one has a trainer write it (exports.py).
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.compare import asked
from playground.live.views import visible_run
from playground.runs import seen
from playground.runs.models import Share
from playground.sharing.doors import bytes_by_token
from playground.takeaway import wanted
from playground.takeaway.wanted import AT_ONCE, TYPES, File


@require_safe
def of_run(request: HttpRequest, run_id: str, form: str) -> HttpResponse:
    """`/runs/<id>/files/<form>`: one's own run."""
    return answer(request, wanted.run_of(visible_run(request, run_id), form))


@require_safe
@bytes_by_token
def of_share(request: HttpRequest, share: Share, token: str, form: str) -> HttpResponse:
    """`/s/<token>/files/<form>`: the run behind a link."""
    return answer(request, wanted.run_of(share.run, form, token))


@require_safe
def of_comparison(request: HttpRequest, form: str) -> HttpResponse:
    """`/compare/files/<form>?run=…`: the runs of a comparison that this visitor may see."""
    compared, _unknown = seen.find(request.owner, asked.keys(request.GET)[: asked.MOST_RUNS])
    if not compared:
        raise Http404
    return answer(request, File(form, compared, view=asked.view(request.GET)[0]))


def answer(request: HttpRequest, file: File) -> HttpResponse:
    """The file; or, where it is large, a page that says what it takes and has a button; or why there is none: 413."""
    if file.form not in TYPES:
        raise Http404
    if words := file.refusal():
        return HttpResponse(f"{words}\n", status=413, content_type="text/plain; charset=utf-8")
    if file.size() <= AT_ONCE:
        return written(file)
    keys = [f"{seen.BY_LINK}{one.token}" if one.token else one.run.id for one in file.runs]
    looks = [
        (name, text) for name, texts in request.GET.lists() for text in texts if name in asked.NAMES and name not in asked.RUNS
    ]
    context = {"file": file, "cost": file.cost(), "keys": keys, "looks": looks, "count": len(keys)}
    response = render(request, "takeaway/large.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def written(file: File) -> HttpResponse:
    """The file as an answer, written here and now."""
    return as_file(HttpResponse("".join(file.pieces())), file.form, file.stem)


def as_file(response: HttpResponseBase, form: str, stem: str) -> HttpResponseBase:
    """Something to keep under a name."""
    response["Content-Type"] = TYPES[form]
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
