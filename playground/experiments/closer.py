""" "Look closer": the section below the instrument, one panel of it, and how a task that a panel started stands."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.experiments.tabs import registry
from playground.experiments.tabs.base import Tab
from playground.runs import recipes, selectors
from playground.runs.models import Run, Task
from playground.runs.states import State
from playground.training import line, tasks

PANEL = "experiments/closer_panel.html"
LOOKS = (
    (timedelta(seconds=4), 300),
    (timedelta(minutes=1), 1000),
    (timedelta(minutes=20), 4000),
)  # age of a task → ms to the next look
OPEN = (State.WAITING, State.TRAINING)


def section(request: HttpRequest, run: Run | None) -> tuple[dict, str]:
    """Context of the section: its tabs and which is chosen; and a sentence where the address asks for one that is not there."""
    asked = request.GET.get("tab", "")
    problem = ""
    if asked and asked not in registry():
        problem = _("tab: there is no tab “{name}”. Known: {known}.").format(name=asked[:40], known=", ".join(registry()))
        asked = ""
    tabs = [{"tab": tab, "href": _href(request.GET, tab.key), "chosen": tab.key == asked} for tab in registry().values()]
    if not asked and tabs:
        tabs[0]["chosen"] = True
    chosen = next((one["tab"] for one in tabs if one["chosen"]), None)
    context = {"tabs": tabs, "chosen": chosen, "asked": bool(asked)}
    if run and asked and run.owner == request.owner:
        context |= at_once(request, chosen, run, reverse("experiments:tab", args=[run.id, asked]), may_start=True)
    return context, problem


def at_once(request: HttpRequest, tab: Tab, run: Run, address: str, *, may_start: bool) -> dict:
    """The panel as a part of the page: an address that names a tab works without scripts."""
    return {"address": address, "panel": render_to_string(PANEL, panel(request, tab, run, address, may_start=may_start), request)}


def _href(query: QueryDict, key: str) -> str:
    here = query.copy()
    here["tab"] = key
    return f"?{here.urlencode(safe=',')}#closer"


def named(key: str) -> Tab:
    """The tab of an address; Http404 for a key nobody declared."""
    if key not in registry():
        raise Http404
    return registry()[key]


def panel(request: HttpRequest, tab: Tab, run: Run, address: str, *, may_start: bool, problem: str = "") -> dict:
    """Template context of one tab on one run, seen at the `epoch` of the address. `address`: of this very panel."""
    unfit = tab.unfit(run)
    context = {"tab": tab, "run": run, "address": address, "may_start": may_start, "unfit": unfit, "problem": problem}
    context |= {"epoch": request.GET.get("epoch") or request.POST.get("epoch") or str(run.epoch), "task": None, "result": None}
    if unfit:
        return context
    if tab.kind:
        task = _task(run, tab, request.GET.get("task", ""))
        context |= {"task": standing(task), "found": _found(run, tab, task)} if task else {}
        if task and task.state == State.FINISHED:
            context["result"] = tab.shown(run, tab.result(task))
    return context | tab.context(run, request.GET)


def _task(run: Run, tab: Tab, task_id: str) -> Task | None:
    """The task asked for, or the newest of this tab on this run."""
    every = selectors.tasks_of(run.id, tab.kind)
    return (every.filter(id=task_id[:64]).first() if task_id.isprintable() else None) or every.first()


def _found(run: Run, tab: Tab, shown: Task) -> list[dict]:
    """The other finished tasks of the tab, to look at again: [{"id", "epoch"}], by epoch, the newest of each."""
    others = {}
    for task in selectors.tasks_of(run.id, tab.kind).filter(state=State.FINISHED)[:50]:
        others.setdefault(task.input.get("epoch"), task)
    return [
        {"id": one.id, "epoch": epoch} for epoch, one in sorted(others.items(), key=lambda item: item[0] or 0) if one != shown
    ]


def standing(task: Task) -> dict:
    """How a task stands, in words: {"id", "state", "open", "progress", "words", "wait", "input"}; `wait`: ms to the next look."""
    age = timezone.now() - task.created_at
    wait = next((wait for limit, wait in LOOKS if age < limit), 0) if task.state in OPEN else 0
    facts = {"id": task.id, "state": task.state, "open": task.state in OPEN, "progress": task.progress, "input": task.input}
    return facts | {"wait": wait, "words": _words(task, wait)}


def _words(task: Task, wait: int) -> str:
    if task.state == State.FAILED:
        return task.words or _("It could not be done.")
    if task.state not in OPEN:
        return ""
    if not wait:
        return _("It still waits. Reload the page to look again.")
    if not line.anybody_trains():
        return _("Training is down: this waits until it is back.")
    if task.deaths:
        return _("The process that worked on it ended; it is tried once more.")
    return _("Waiting for its turn") if task.state == State.WAITING else _("Being worked out")


def answer(
    request: HttpRequest, tab: Tab, run: Run, address: str, *, may_start: bool, status: int = 200, problem: str = ""
) -> HttpResponse:
    """The panel as JSON for scripts, as a fragment for the page; or the file of it that the address asks for."""
    if name := request.GET.get("file"):
        return _download(tab, run, request.GET.get("task", ""), name)
    context = panel(request, tab, run, address, may_start=may_start, problem=problem)
    if wants_json(request):
        task = context["task"]
        facts = {"tab": tab.key, "run": run.id, "problem": problem or context["unfit"], "task": task}
        if task and task["state"] == State.FINISHED:
            facts["result"] = recipes.as_json(tab.result(_task(run, tab, task["id"])))
        return JsonResponse(facts, status=status)
    return render(request, PANEL, context, status=status)


def _download(tab: Tab, run: Run, task_id: str, name: str) -> HttpResponse:
    task = None if tab.unfit(run) else _task(run, tab, task_id)
    found = tab.file(run, task, name) if task and task.state == State.FINISHED else None
    if found is None:
        raise Http404
    return HttpResponse(
        found.data, content_type=found.content_type, headers={"Content-Disposition": f'attachment; filename="{found.name}"'}
    )


def begin(request: HttpRequest, tab: Tab, run: Run) -> Task:
    """Start the tab's task on the owner's run, or find the one that did the same. Raises tasks.TaskRefused, in words."""
    if not tab.kind:
        raise tasks.TaskRefused(_("There is nothing to start here."))
    if unfit := tab.unfit(run):
        raise tasks.TaskRefused(unfit)
    return tasks.once(request.owner, tab.kind, run=run.id, **tab.given(request.POST))


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, rather than a person's browser."""
    return request.accepts("application/json") and not request.accepts("text/html")
