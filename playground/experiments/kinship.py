"""What a page needs to know of a run's parent and to ask for a fork."""

import json

from playground.experiments import declarations, links
from playground.experiments.controls import Control
from playground.experiments.recipe_form import RecipeForm
from playground.runs import edits, forks, recipes
from playground.runs.models import Run


def ghost_of(parent: Run | None) -> dict | None:
    """{"id", "number", "query"} of the run whose curve stays behind its child's; `query`: the set-up it began with."""
    if parent is None:
        return None
    spec = recipes.parse(edits.beginning(parent.spec))
    return {"id": parent.id, "number": parent.number, "query": links.query_of(spec)}


def begun_with(run: Run) -> str:
    """JSON {path: value} of the fields that may change live, as they were before they did."""
    form = RecipeForm.of_spec(recipes.parse(edits.beginning(run.spec)))
    return json.dumps({one.key: one.value for one in changeable(form)})


def changeable(form: RecipeForm) -> list[Control]:
    """The fields that may change in the middle of a run: those declared live, and how many epochs there shall be."""
    sections = [*declarations.concepts(), *declarations.sections()]
    live = [one for path in sections for one in form.section(path) if one and one.facts.get("live")]
    return [*live, form.control(forks.LIMIT)]
