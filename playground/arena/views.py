"""The arena: its page, starting a race, and what a race found."""

import json
from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.arena import asked, standings
from playground.arena.form import ArenaForm
from playground.experiments import closer
from playground.experiments.views.saying import say
from playground.runs import arenas, seen, selectors
from playground.runs.models import Task
from playground.runs.states import State
from playground.training import tasks
from playground.training.kinds.base import TaskRefused

KIND = "arena"
DRAWN = (KIND, "trails")  # kinds of tasks whose bytes are a picture of this page


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/arena/?surface.name=…&racers.0.name=…`: the arena an address asks for. POST starts it, for those without scripts: 303."""
    if request.method == "POST":
        return _plain_start(request)
    looked, problems = asked.view(request.GET)
    form = ArenaForm.of(asked.fields(request.GET))
    task = _found(request.owner, form)
    context = _settings(form) | {
        "look": json.dumps(asdict(looked)),
        "problems": problems,
        "task": closer.standing(task) if task else None,
    }
    if task and task.state == State.FINISHED:
        context["told"] = standings.told(task)
    status = 400 if problems or form.problems else 200
    return _private(render(request, "arena/page.html", context, status=status))


@require_POST
def races(request: HttpRequest) -> JsonResponse:
    """Start the race a form asks for, or find it: {"settings": the form as HTML, "query", "problems", "task": how it stands}."""
    _seen, problems = asked.view(request.POST)
    form = ArenaForm.of(asked.done(request.POST))
    said = [{"path": "", "message": one, "nearest": None} for one in problems] + say(form.problems)
    answer = {"query": form.query(asked.View()), "problems": said, "task": None}
    if form.arena and not problems:
        try:
            answer["task"] = closer.standing(tasks.once(request.owner, KIND, fields=arenas.shortest(form.arena)))
        except TaskRefused as refused:
            answer["problems"].append({"path": "", "message": str(refused), "nearest": None})
    answer["settings"] = render_to_string("arena/settings.html", _settings(form), request)
    return _private(JsonResponse(answer, status=202 if answer["task"] else 422))


@require_safe
def race(request: HttpRequest, task_id: str) -> HttpResponse:
    """What a race found, as bytes (playground/training/kinds/arena.py); until then 202 and how it stands, as JSON."""
    task = Task.objects.filter(id=task_id, owner=request.owner, kind__in=DRAWN).first()
    if task is None:
        raise Http404
    if task.state != State.FINISHED:
        return _private(JsonResponse({"task": closer.standing(task)}, status=202))
    if seen.again(task.input.get("runs", [])) is None:  # runs that are deleted, or withdrawn, take their map along
        raise Http404
    return _private(HttpResponse(bytes(task.result), content_type="application/octet-stream"))


def _plain_start(request: HttpRequest) -> HttpResponse:
    form = ArenaForm.of(asked.done(request.POST))
    looked, _problems = asked.view(request.POST)
    if form.arena:
        try:
            tasks.once(request.owner, KIND, fields=arenas.shortest(form.arena))
        except TaskRefused as refused:
            context = _settings(form) | {"look": json.dumps(asdict(looked)), "problems": [str(refused)], "task": None}
            return _private(render(request, "arena/page.html", context, status=422))
    query = form.query(looked)
    return HttpResponseRedirect(reverse("arena:page") + (f"?{query}" if query else ""), status=303)


def _settings(form: ArenaForm) -> dict:
    return {
        "form": form,
        "query": form.query(asked.View()),
        "stays_out": [(title, why) for _name, title, why in arenas.who_stays_out()],
    }


def _found(owner: str, form: ArenaForm) -> Task | None:
    """The race of this very arena, if it was asked for lately."""
    if not form.arena:
        return None
    wanted = {"arena": form.arena.expanded()}
    mine = selectors.tasks_of(None, KIND).filter(owner=owner).exclude(state=State.FAILED)
    return next((task for task in mine if task.input == wanted), None)


def _private(response):
    patch_cache_control(response, private=True, no_store=True)
    return response
