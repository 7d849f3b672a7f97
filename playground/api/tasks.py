"""Work on a run that is not training: what the tabs of "Look closer" show, and training a thinned run again."""

import json
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_noop as _
from ninja import Body, Schema
from pydantic import Field

from playground.api import errors
from playground.api.door import Desk
from playground.api.numbers import Facts
from playground.api.runs import mine
from playground.runs import selectors
from playground.runs.models import Task
from playground.training import tasks
from playground.training.kinds import registry

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
    _known(kind)
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
    _known(kind)
    if "run" in asked:
        raise errors.Refused(422, [errors.wrong(errors.unknown("run"), "run", asked["run"])])
    return tasks.once(request.owner, kind, **{**asked, "run": mine(request, run_id).id})


@desk.offers("GET", "/tasks/{run:task_id}", _("One task, and what came out"), gives=Done)
def get_task(request, task_id: str):
    task = Task.objects.filter(owner=request.owner, id=task_id).first()
    if task is None:
        raise Http404
    facts = {name: getattr(task, name) for name in TaskFacts.model_fields}
    try:
        return {**facts, "result": json.loads(bytes(task.result)) if task.result else None}
    except ValueError:
        return {**facts, "result": None}


def _known(kind: str) -> None:
    if kind not in registry():
        raise Http404
