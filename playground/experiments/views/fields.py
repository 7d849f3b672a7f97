"""Fragments of the form: an entry's own fields after it was chosen, the layers after one was added."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.experiments import declarations, reshaping
from playground.experiments.declarations import LAYERS
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.views.playground import kept, read_form
from playground.experiments.views.stage import stage


@require_GET
def fields(request: HttpRequest, concept: str) -> HttpResponse:
    """`/fields/optimizer/?…`: the parts of the form that choosing an entry of this concept changes, as the form stands."""
    if concept not in (*declarations.concepts(), LAYERS, "activation"):
        raise Http404
    flat = read_form(request)
    facts = {"concept": concept, "kept_made": request.GET.get("do") == "made"}  # who is drawing keeps the pen
    flat = reshaping.reshape(flat, request.GET.get("do", "")) or flat
    form = RecipeForm.of(flat)
    form.kept = kept(request)
    return render(request, "experiments/swapped_fields.html", stage(request, form) | facts)
