"""One run: to look at again, to keep, to go on with."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from playground.experiments import closer, deeds, run_facts, words
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.stage import stage
from playground.experiments.views.sweeps import name as sweep_name
from playground.runs import edits, keeping, orders, recipes, selectors
from playground.runs.models import Run
from playground.runs.states import State
from playground.training import thinning
from playground.training.kinds.base import TaskRefused

RENAME, DELETE = "rename", "delete"


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/`: the same instrument with the run on it, read and not changed. POST `do`: keeping.DEEDS, rename, delete."""
    try:
        found = selectors.get_run(request.owner, run_id)
        return _kept(request, found) if request.method == "POST" else _page(request, found)
    except Run.DoesNotExist:
        raise Http404 from None


@require_GET
def facts(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/facts/`: what its page says below the instrument, for the page to keep it up to date."""
    try:
        found = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    return render(request, "experiments/run_facts.html", {"run": found} | run_facts.told(found))


def _page(request: HttpRequest, found: Run, title: str | None = None, problem: str = "", notice: str = "") -> HttpResponse:
    """`title`: what was typed as its name, with the problem of it. htmx asks for how far a thinned run is that trains again."""
    if request.htmx and request.method != "POST":
        return _live(render(request, "experiments/retraining.html", {"run": found, "retraining": _retraining(found)}))
    hindrance = ""
    try:
        thinning.again(found)  # what was dropped to save room comes back by itself, as soon as somebody looks
    except TaskRefused as refused:  # the owner's queue is full, or their room: the page shows what there is
        hindrance = str(refused)
    form = RecipeForm.of_spec(recipes.parse(edits.present(found.spec)))
    context = stage(request, form, found, replay=True, notice=notice or hindrance) | run_facts.told(found)
    context |= {"age": words.age(found.created_at), "given": found.title if title is None else title, "title_problem": problem}
    if found.sweep:
        context["sweep_name"] = sweep_name(found.sweep)
    context |= {"most": keeping.LONGEST_TITLE, "retraining": _retraining(found)}
    return _live(render(request, "experiments/run.html", context, status=422 if problem or notice else 200))


def _retraining(found: Run) -> dict | None:
    """How far the work is that brings back what was dropped; None where there is none."""
    task = selectors.tasks_of(found.id, thinning.AGAIN).first()
    if task is None or (task.state != State.FINISHED and found.detail_level == "full"):
        return None
    return closer.standing(task) | {"percent": round(100 * task.progress), "done": task.state == State.FINISHED}


def _live(answer: HttpResponse) -> HttpResponse:
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _kept(request: HttpRequest, found: Run) -> HttpResponse:
    asked = request.POST.get("do", "")
    try:
        if asked == DELETE:
            return _deleted(request, found)
        if asked == RENAME:
            keeping.rename(found, request.POST.get("title", ""))
        else:
            keeping.keep(request.owner, [found.id], asked)
    except keeping.TitleRefused as refused:
        return _page(request, found, request.POST.get("title", ""), str(refused))
    except orders.CommandRefused as refused:
        return _page(request, found, notice=str(refused))
    except ValueError:
        known = ", ".join((*keeping.DEEDS, RENAME, DELETE))
        said = _("What to do: “{deed}” is none of {deeds}.").format(deed=asked[:40], deeds=known)
        return _page(request, found, notice=said)
    return HttpResponseRedirect(reverse("experiments:run", args=[found.id]), status=303)


def _deleted(request: HttpRequest, found: Run) -> HttpResponse:
    """Back to the list, which says what was done. Raises CommandRefused for a sweep's cell."""
    keeping.delete(found)
    answer = HttpResponseRedirect(reverse("experiments:runs"), status=303)
    deeds.remember(request, answer, DELETE, [found.id])
    return answer
