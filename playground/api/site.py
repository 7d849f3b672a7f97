"""What the site itself is: who trains, what it stands on, and the experiments it offers."""

import json
from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from playground.api.door import Desk
from playground.api.numbers import Facts, Recipe
from playground.experiments import licences, rehearsals
from playground.experiments.presets import PRESETS
from playground.runs import recipes
from playground.training import equipment, thinning

desk = Desk(tags=[_("Site")])


class Package(Schema):
    name: str
    version: str
    licence: str


class Site(Schema):
    version: str
    trainers: list[dict[str, Any]] = Field(description=_("What trains, those of like equipment together, with their count."))
    packages: list[Package]
    kept_days: int = Field(description=_("After so many days runs without an account, a star or a link are thinned."))


class Experiment(Schema):
    key: str
    name: str
    sentence: str
    spec: Recipe
    speed: int | None = Field(description=_("Epochs per second it is best watched at; null: the usual."))
    picture: Facts | None = Field(description=_("What the set-up drew of it: map, rows and X-ray, in base64."))


class Article(Schema):
    name: str
    title: str
    about: str
    changed: str
    broken: str
    spec: Recipe = Field(description=_("The set-up as it works."))
    printed: Recipe | None = Field(description=_("As the article prints it; null where that is no other."))


class Experiments(Schema):
    experiments: list[Experiment]
    articles: list[Article]


@desk.offers("GET", "/site", _("What runs here, and what it stands on"), gives=Site)
def get_site(request):
    trainers = {"version": licences.version(), "trainers": equipment.at_work(), "kept_days": thinning.KEPT_FOR.days}
    return trainers | {"packages": [vars(one) for one in licences.packages()]}


@desk.offers("GET", "/experiments", _("The experiments to choose from, and those of articles"), gives=Experiments)
def list_experiments(request):
    drawn = json.loads(rehearsals.read())
    offered = [
        {
            "key": one.key, "name": str(one.name), "sentence": str(one.sentence), "speed": one.speed,
            "spec": recipes.expanded(one.spec), "picture": drawn.get(one.key),
        }
        for one in PRESETS
    ]  # fmt: skip
    articles = [
        one | {"spec": _whole(one["settings"]), "printed": _whole(one["printed"]) if one["printed"] else None}
        for one in recipes.article_presets()
    ]
    return {"experiments": offered, "articles": articles}


def _whole(settings: dict) -> dict:
    return recipes.expanded(recipes.parse(settings))
