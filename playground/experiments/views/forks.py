"""Forks of a run: the form that asks for one is experiments/fork.html."""

import math
import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.experiments import links
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.saying import say
from playground.experiments.views.stage import stage
from playground.runs import edits, forks, orders, recipes, selectors, services
from playground.runs.models import Run

CHANGE = "change."  # before a path whose value changes from the epoch on; an empty one stays as it is


class NotANumber(forks.ForkRefused):
    """A value of the form that has to be a number and is none, in words."""


@require_POST
def fork(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/forks/`: `epoch`, `change.<path>`…, `token`. 201 as JSON or 303 to the fork; 422 in words."""
    try:
        parent = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    token = request.POST.get("token") or secrets.token_urlsafe(16)
    try:
        run = forks.fork(request.owner, parent, _epoch(request), _changes(request), token=token[:64])
    except (services.StartRefused, orders.CommandRefused) as error:
        return _refused(request, parent, str(error), [])
    except recipes.refusal() as error:
        return _refused(request, parent, error.problems[0].message, error.problems)
    if _wants_json(request):
        query = links.query_of(recipes.parse(edits.present(run.spec)))
        return JsonResponse({"run": run.id, "number": run.number, "epoch": run.parent_epoch, "query": query}, status=201)
    return HttpResponseRedirect(f"/?run={run.id}", status=303)


def _epoch(request: HttpRequest) -> int:
    text = request.POST.get("epoch", "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        words = _("Epoch: “{value}” is not a whole number of 0 or more.")
        raise NotANumber(words.format(value=text[:20]))
    return int(text)


def _changes(request: HttpRequest) -> dict[str, float]:
    """The fields that were filled in, as numbers; whole ones as int."""
    given = {key.removeprefix(CHANGE): value.strip() for key, value in request.POST.items() if key.startswith(CHANGE)}
    return {path: _number(path, text) for path, text in given.items() if text}


def _number(path: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise NotANumber(_("{field}: “{value}” is not a number.").format(field=path[:80], value=text[:20]))
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _refused(request: HttpRequest, parent: Run, words: str, problems: list) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"message": words, "problems": say(problems)}, status=422)
    form = RecipeForm.of_spec(recipes.parse(edits.present(parent.spec)))
    page = stage(request, form, parent, notice=words)
    return render(request, "experiments/playground.html", page, status=422)


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")
