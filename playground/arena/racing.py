"""A run raced with other optimizers: the same recipe and seed, so the same first weights and batches, another rule."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.runs import edits, recipes, services
from playground.runs.models import Run

MOST = 7  # beside the run itself
FIRST = ("sgd", "momentum", "adam")
SPEED = 0  # as fast as it goes


@dataclass(frozen=True)
class Rival:
    """One optimizer that can be raced: its facts, the rate in its field, whether it is ticked."""

    name: str
    title: str
    rate: str
    ticked: bool


class RaceRefused(ValueError):
    """A race that cannot be started, in words."""


def rivals(run: Run, given: QueryDict | None = None) -> list[Rival]:
    """Every optimizer but the run's own at its own rate; what was typed stays."""
    ticked = given.getlist("rival") if given else [name for name in FIRST if name != run.optimizer]
    found = []
    for one in declarations.entries("optimizer"):
        usual = next(field["default"] for field in one["fields"] if field["name"] == "lr")
        rate = given.get(f"rate.{one['name']}", "") if given else f"{usual:g}"
        found.append(Rival(one["name"], one["title"], rate[:40], one["name"] in ticked))
    return found


def start(owner: str, run: Run, given: QueryDict) -> list[Run]:
    """Start a run for every optimizer ticked; asked twice with the same token, they are the same runs. Raises RaceRefused."""
    chosen = [one for one in rivals(run, given) if one.ticked]
    unknown = set(given.getlist("rival")) - {one.name for one in chosen}
    if unknown:
        words = _("Optimizer: “{value}” is not known.")
        raise RaceRefused(words.format(value=min(unknown)[:40]))
    if not 1 <= len(chosen) <= MOST:
        raise RaceRefused(
            _("Tick one to {most} optimizers to race with this run; {count} are ticked.").format(most=MOST, count=len(chosen))
        )
    begun = edits.beginning(run.spec)
    begun["edits"] = [one for one in begun["edits"] if edits.is_parameter(one["path"])]  # a rate set by hand was for its own rule
    specs, problems = [], []
    for one in chosen:
        recipe = begun | {"optimizer": {"name": one.name, **({"lr": one.rate} if one.rate.strip() else {})}}
        try:
            specs.append(recipes.parse(recipe))
        except recipes.refusal() as refused:
            problems += [f"{one.title}: {problem.message}" for problem in refused.problems[:2]]
    if problems:
        raise RaceRefused(" ".join(problems))
    token = given.get("token", "")[:32]
    try:
        return [
            services.start_run(owner, spec, token=f"{token}:{place}", speed=SPEED, parent=run) for place, spec in enumerate(specs)
        ]
    except services.StartRefused as refused:
        raise RaceRefused(str(refused)) from None
