"""Work on a run that is not training: what the tabs of "Look closer" show, and training a thinned run again."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Body, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Facts
from playground.api.runs import mine
from playground.experiments.tabs import registry
from playground.runs import selectors
from playground.runs.models import Task
from playground.runs.states import State
from playground.takeaway.views import exports
from playground.training import tasks, thinning
from playground.training.kinds.base import TaskRefused

desk = Desk(tags=[_("Tasks")])


class TaskFacts(Schema):
    id: str
    kind: str
    input: Facts
    state: str
    progress: float = Field(description=_("From 0 to 1."))
    words: str = Field(description=_("Why it could not be done."))


class Done(TaskFacts):
    result: Any = Field(description=_("What came out, once it is finished; null where it is not JSON."))


@desk.offers("GET", "/runs/{run:run_id}/tasks/{kind}", _("The tasks of one kind on a run, newest first"), gives=list[TaskFacts])
def list_tasks(request, run_id: str, kind: str):
    known_kind(kind)
    return list(selectors.tasks_of(mine(request, run_id).id, kind)[:50])


@desk.offers(
    "POST",
    "/runs/{run:run_id}/tasks/{kind}",
    _("Have something found out about a run"),
    gives=TaskFacts,
    status=202,
    starts=True,
    note=_("The body is what the tab's form asks for, {} where that is nothing. The same question again finds the same task."),
)
def start_task(request, run_id: str, kind: str, asked: Body[dict[str, str]]):
    known_kind(kind)
    if "run" in asked:
        raise errors.Refused(422, [errors.wrong(errors.unknown("run"), "run", asked["run"])])
    run = mine(request, run_id)
    tab = next((tab for tab in registry().values() if tab.kind == kind), None)
    if tab and (unfit := tab.unfit(run)):  # what its page would say in place of the button
        raise TaskRefused(unfit)
    return tasks.once(request.owner, kind, **{**asked, "run": run.id})


@desk.offers("GET", "/tasks/{run:task_id}", _("One task, and what came out"), gives=Done)
def get_task(request, task_id: str):
    return told(found(request, task_id))


@desk.offers(
    "GET",
    "/tasks/{run:task_id}/result",
    _("What came out of a task, as the bytes that are stored"),
    gives=bytes,
    note=_("Of the kind pytorch_script a ZIP archive: script, notebook, weights and network. Until it is finished: 404."),
)
def get_task_result(request, task_id: str):
    task = found(request, task_id)
    if task.state != State.FINISHED:
        raise Http404
    return HttpResponse(bytes(task.result), content_type="application/octet-stream")


@desk.offers("DELETE", "/tasks/{run:task_id}", _("Forget a task and what came out of it"), gives=None, status=204)
def delete_task(request, task_id: str):
    tasks.forget(found(request, task_id))


def found(request: HttpRequest, task_id: str, *kinds: str) -> Task:
    """The task, of one of these kinds if any are named, or the one answer that "not yours" and "not there" share."""
    mine = Task.objects.filter(owner=request.owner, id=task_id).defer("result")
    task = (mine.filter(kind__in=kinds) if kinds else mine).first()
    if task is None:
        raise Http404
    return task


def told(task: Task) -> dict:
    """A task with what came out, but for a file, which has its own address."""
    facts = {name: getattr(task, name) for name in TaskFacts.model_fields}
    if task.kind == exports.KIND:
        return {**facts, "result": None}
    try:
        return {**facts, "result": json.loads(bytes(task.result)) if task.result else None}
    except ValueError:
        return {**facts, "result": None}


def known_kind(kind: str) -> None:
    """404 for what is no kind of task about a run."""
    if kind not in (thinning.AGAIN, *(tab.kind for tab in registry().values() if tab.kind)):
        raise Http404
