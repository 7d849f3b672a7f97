"""Large files: asked for, waited for, fetched. A trainer writes them (playground/takeaway/exporting.py)."""

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.compare import asked
from playground.experiments import closer, large_files
from playground.runs import blobs, seen
from playground.runs.models import Task
from playground.runs.quota import mib
from playground.runs.states import State
from playground.takeaway.views.files import as_file
from playground.training import tasks
from playground.training.kinds.base import TaskRefused

KIND = "export"


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """`/exports/`: `form`, `run`…, `alone`, and how a comparison is looked at. 303 to the file's page; 404; 422 in words."""
    looks = request.POST.copy()
    for name in ("form", "alone", "csrfmiddlewaretoken"):
        looks.pop(name, None)
    keys = asked.keys(request.POST)
    seeing, unknown = seen.find(request.owner, keys)
    if unknown or not seeing:
        raise Http404
    given = {"form": request.POST.get("form", ""), "runs": keys, "view": asked.view(looks)[0]}
    try:
        task = tasks.once(request.owner, KIND, **given, alone=request.POST.get("alone") == "1")
    except TaskRefused as refused:
        return _private(render(request, "takeaway/export.html", {"problem": str(refused)}, status=422))
    return HttpResponseRedirect(reverse("takeaway:export", args=[task.id]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, task_id: str) -> HttpResponse:
    """`/exports/<id>/`: how far it is; htmx asks for what moves. Then the file to download. POST: delete it, 303."""
    task = found(request.owner, task_id)
    if request.method == "POST":
        tasks.forget(task)
        return HttpResponseRedirect(reverse("experiments:runs"), status=303)
    context = {
        "task": closer.standing(task),
        "name": large_files.name(task),
        "percent": round(100 * task.progress),
    }
    if task.state == State.FINISHED:
        context["size"] = mib(blobs.size(task.id))
    answer = render(request, "takeaway/export_live.html" if request.htmx else "takeaway/export.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return _private(answer)


@require_safe
def download(request: HttpRequest, task_id: str) -> HttpResponse:
    """`/exports/<id>/file`: what was written."""
    task = written(request.owner, task_id)
    return as_file(sent(request, task), task.input["form"], task.input["stem"])


def written(owner: str | None, task_id: str) -> Task:
    """A file that is written; Http404 before that, and once a run of it is gone or withdrawn: it takes its files along."""
    task = found(owner, task_id)
    if task.state != State.FINISHED or seen.again(task.input["runs"]) is None:
        raise Http404
    return task


def sent(request: HttpRequest, task: Task, content_type: str = "application/octet-stream") -> StreamingHttpResponse:
    """Its bytes as an answer that is sent slice by slice."""
    apart = isinstance(request, ASGIRequest)  # there it is the loop that sends: it must not wait for the database
    pieces = _apart(task.id) if apart else blobs.slices(task.id)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(blobs.size(task.id))
    return response


async def _apart(task_id: str) -> AsyncIterator[bytes]:
    for begin in range(0, await sync_to_async(blobs.size)(task_id), blobs.SLICE):
        yield await sync_to_async(blobs.part)(task_id, begin)


def found(owner: str | None, task_id: str) -> Task:
    """An export of this owner's; Http404 for anything else."""
    task = Task.objects.filter(id=task_id, owner=owner, kind=KIND).defer("result").first()
    if task is None:
        raise Http404
    return task


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
