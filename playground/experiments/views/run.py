"""One run, to look at again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.experiments import links, words
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.stage import stage
from playground.runs import recipes, selectors
from playground.runs.models import Run


@require_GET
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """`/runs/<id>/`: the same instrument with the run on it; its recipe is read, not changed."""
    try:
        found = selectors.get_run(request.owner, run_id)
    except Run.DoesNotExist:
        raise Http404 from None
    spec = recipes.parse(found.spec)
    form = RecipeForm.of_spec(spec)
    context = stage(request, form, found, replay=True)
    recipe = [{"label": key, "value": value} for key, value in links.shortest(spec).items()]
    return render(request, "experiments/run.html", context | {"recipe": recipe, "age": words.age(found.created_at)})
