"""Is this set-up good, what does it cost, and what is its address? Asked by the page after every change."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from playground.experiments import links, placement, words
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.playground import read_form
from playground.experiments.views.saying import say
from playground.runs import pictures, recipes


@require_GET
def recipe(request: HttpRequest) -> JsonResponse:
    """{"query", "cost", "planted", "spec", "values", "groups", "rates"…} of a good set-up, or {"problems"}."""
    form = RecipeForm.of(read_form(request))
    if form.problems:
        return JsonResponse({"problems": say(form.problems)})  # the answer to a question, not a failure
    spec = recipes.expanded(form.spec)
    seconds = recipes.estimate(form.spec).seconds_per_epoch
    groups = [{"name": one.name, "summary": one.summary, "changed": one.changed} for one in placement.groups(form)]
    facts = {"query": links.query_of(form.spec), "cost": words.cost(form.spec), "spec": spec, "values": form.values}
    facts["planted"] = words.planted(form.spec.faults)
    return JsonResponse(facts | {"seconds_per_epoch": seconds, "groups": groups, "rates": pictures.rates(form.spec)})
