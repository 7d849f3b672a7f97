"""What a spec may say, what it says by default, and whether one can be run and for how much."""

from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Body, Schema
from pydantic import Field

from playground.api.door import Desk
from playground.api.numbers import Facts, Recipe
from playground.experiments import links
from playground.runs import pictures, recipes

desk = Desk(tags=[_("Specs")])


class Judged(Schema):
    spec: Recipe = Field(description=_("The whole recipe, every default filled in: what a run of it stores."))
    digest: str = Field(description=_("SHA-256 of the whole recipe: equal recipes, equal digests."))
    query: str = Field(description=_("The same set-up as the parameters of the page's address."))
    parameters: int
    bytes: int = Field(description=_("Memory needed to train it."))
    steps: int
    flops: int
    seconds: float = Field(description=_("On one slow core, an order of magnitude."))
    rates: Facts = Field(
        description=_("The learning rate planned: epochs, rates, and whether it also falls by the loss (watches).")
    )


@desk.offers(
    "GET",
    "/specs/described",
    _("Everything a spec may say"),
    gives=dict[str, Any],
    note=_("Every entry with its fields, bounds, symbols and help, as python -m engine describe prints them."),
)
def described_specs(request):
    return recipes.describe()


@desk.offers("GET", "/specs/default", _("The set-up that is there before anybody changed anything"), gives=Judged)
def default_spec(request):
    return _judged({})


@desk.offers(
    "POST",
    "/specs",
    _("Judge a spec: filled in and priced, or refused in words"),
    gives=Judged,
    note=_("Nothing is started. The body is the spec."),
)
def judge_spec(request, spec: Body[Recipe]):
    return _judged(spec)


@desk.offers(
    "POST",
    "/specs/points",
    _("The points of a spec, its layers and its first weights"),
    gives=Facts,
    note=_("At most 600 points a split. The body is the spec."),
)
def draw_spec(request, spec: Body[Recipe]):
    return pictures.picture(recipes.parse(spec))


@desk.offers("GET", "/specs/samples", _("A few points of every data set"), gives=Facts)
def sample_data(request):
    return pictures.samples()


def _judged(given: dict) -> dict:
    spec = recipes.parse(given)
    cost, whole = recipes.estimate(spec), recipes.expanded(spec)
    return {
        "spec": whole,
        "digest": recipes.digest(whole),
        "query": links.query_of(spec),
        "rates": pictures.rates(spec),
        "seconds": cost.seconds_per_epoch * spec.training.epochs,
        **{name: getattr(cost, name) for name in ("parameters", "bytes", "steps", "flops")},
    }
