"""A run raced with other optimizers: the same recipe and seed, so the same first weights and batches, another rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from playground.experiments import declarations
from playground.languages.joining import joined
from playground.runs import edits, recipes, services
from playground.runs.models import Run
from playground.training.kinds import trails

MOST = trails.MOST - 1  # beside the run itself
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


def asked(form: QueryDict) -> dict[str, str]:
    """What a form ticks: {optimizer: the rate typed for it, "" for its own}."""
    return {name: form.get(f"rate.{name}", "")[:40] for name in form.getlist("rival")}


def rivals(run: Run, chosen: dict[str, str] | None = None, *, alone: bool = True) -> list[Rival]:
    """Every optimizer at its own rate; what was chosen stays. Nothing is ticked beforehand where a race is on already."""
    first = dict.fromkeys(name for name in FIRST if name != run.optimizer) if alone else {}
    ticked = first if chosen is None else chosen
    found = []
    for one in declarations.entries("optimizer"):
        usual = next(field["default"] for field in one["fields"] if field["name"] == "lr")
        rate = ticked.get(one["name"])
        found.append(Rival(one["name"], one["title"], f"{usual:g}" if rate is None else rate, one["name"] in ticked))
    return found


def start(owner: str, run: Run, chosen: dict[str, str], token: str, there: Sequence[Run] = ()) -> list[Run]:
    """Start a run for every optimizer chosen, but for those `there` (this one among them, where it shall count); asked twice with
    the same token, they are the same runs. Raises RaceRefused.
    """
    racers = [one for one in rivals(run, chosen) if one.ticked]
    unknown = chosen.keys() - {one.name for one in racers}
    if unknown:
        words = _("Optimizer: “{value}” is not known.")
        raise RaceRefused(words.format(value=min(unknown)[:40]))
    room = MOST + 1 - max(1, len(there))
    if room < 1:
        raise RaceRefused(_("There are {most} runs on the map, as many as it takes.").format(most=MOST + 1))
    if not 1 <= len(racers) <= room:
        raise RaceRefused(
            _("Tick one to {most} optimizers to race with this run; {count} are ticked.").format(most=room, count=len(racers))
        )
    begun = edits.beginning(run.spec)
    begun["edits"] = [one for one in begun["edits"] if edits.is_parameter(one["path"])]  # a rate set by hand was for its own rule
    specs, problems = [], []
    for one in racers:
        recipe = begun | {"optimizer": {"name": one.name, **({"lr": one.rate} if one.rate.strip() else {})}}
        try:
            specs.append(recipes.parse(recipe))
        except recipes.refusal() as refused:
            problems += [f"{one.title}: {problem.message}" for problem in refused.problems[:2]]
    if problems:
        raise RaceRefused(joined(*problems))
    known = {recipes.digest(one.spec) for one in there}
    specs = [spec for spec in specs if recipes.digest(recipes.expanded(spec)) not in known]
    if not specs:
        raise RaceRefused(_("On the map already. Tick another optimizer, or type another learning rate."))
    facts = {"speed": SPEED, "parent": run}
    try:
        return [services.start_run(owner, spec, token=f"{token[:32]}:{place}", **facts) for place, spec in enumerate(specs)]
    except services.StartRefused as refused:
        raise RaceRefused(str(refused)) from None
