"""One run: to look at again, to keep, to go on with."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from playground.experiments import run_facts, words
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.stage import stage
from playground.runs import edits, keeping, recipes, selectors
from playground.runs.models import Run
from playground.training import thinning
from playground.training.tasks import OPEN

RENAME = "rename"


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/`: the same instrument with the run on it, read and not changed. POST `do`: one of keeping.DEEDS, or rename."""
    try:
        found = selectors.get_run(request.owner, run_id)
        return _kept(request, found) if request.method == "POST" else _page(request, found)
    except Run.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, found: Run, title: str | None = None, problem: str = "", notice: str = "") -> HttpResponse:
    """`title`: what was typed as its name, with the problem of it."""
    again = thinning.again(found)  # what was dropped to save room comes back by itself, as soon as somebody looks
    under_way = again is not None and again.state in OPEN
    form = RecipeForm.of_spec(recipes.parse(edits.present(found.spec)))
    said = notice or (run_facts.story(found) if under_way else "")
    context = stage(request, form, found, replay=True, notice=said) | run_facts.told(found)
    context |= {"age": words.age(found.created_at), "given": found.title if title is None else title, "title_problem": problem}
    context["most"] = keeping.LONGEST_TITLE
    answer = render(request, "experiments/run.html", context, status=422 if problem or notice else 200)
    if under_way:  # look again in two seconds, later less and less often; without scripts too
        answer["Refresh"] = str(min(60, max(2, int((timezone.now() - again.created_at).total_seconds()))))
    return answer


def _kept(request: HttpRequest, found: Run) -> HttpResponse:
    asked = request.POST.get("do", "")
    try:
        if asked == RENAME:
            keeping.rename(found, request.POST.get("title", ""))
        else:
            keeping.keep(request.owner, [found.id], asked)
    except keeping.TitleRefused as refused:
        return _page(request, found, request.POST.get("title", ""), str(refused))
    except ValueError:
        known = ", ".join((*keeping.DEEDS, RENAME))
        said = _("What to do: “{deed}” is none of {deeds}.").format(deed=asked[:40], deeds=known)
        return _page(request, found, notice=said)
    return HttpResponseRedirect(reverse("experiments:run", args=[found.id]), status=303)
