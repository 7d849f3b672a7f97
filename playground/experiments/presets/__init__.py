"""The experiments a newcomer is offered: each one set-up, one sentence, one thing to see. One file a theme, discovered.

A file defines `RANK`, its place among the others, and `PRESETS`. The sheet, the strip, the cards on the empty X-ray, their
pictures and the tests of what each one shows read them here.
"""

import pkgutil
from importlib import import_module

from playground.experiments import links
from playground.experiments.presets.base import Preset, dense
from playground.runs import recipes

__all__ = ["FIRST_CARDS", "ON_THE_STRIP", "PRESETS", "Preset", "dense", "named", "of_articles", "offered"]

FIRST_CARDS = ("first-light", "deep-sigmoid", "too-long-a-step")  # on the X-ray before anything is trained
ON_THE_STRIP = 12  # below the instrument; the sheet holds them all


def _declared() -> tuple[Preset, ...]:
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "base"]
    themes = sorted((import_module(f"{__name__}.{name}") for name in names), key=lambda theme: theme.RANK)
    return tuple(preset for theme in themes for preset in theme.PRESETS)


PRESETS = _declared()


def offered(kept=()) -> dict[str, list[dict]]:
    """Template context of a page that offers them all, the strip's and the first cards'; their links keep how the page looks."""
    cards = {preset.key: _card(preset, kept) for preset in PRESETS}
    every = list(cards.values())
    return {"presets": every, "strip_presets": every[:ON_THE_STRIP], "first_presets": [cards[key] for key in FIRST_CARDS]}


def _card(preset: Preset, kept) -> dict:
    facts = {name: getattr(preset, name) for name in ("key", "name", "sentence", "query")}
    return facts | {"address": preset.opened(kept)}


def of_articles() -> list[dict]:
    """The articles' experiments, which the engine declares, with the links that open them (`printed` "" where there is none)."""
    return [
        one | {"address": _opens(one["settings"]), "printed": _opens(one["printed"]) if one["printed"] else ""}
        for one in recipes.article_presets()
    ]


def _opens(recipe: dict) -> str:
    query = links.query_of(recipes.parse(recipe))
    return f"/?{query}" if query else "/"


def named(key: str) -> Preset:
    """The preset of this key; KeyError for a name nobody declared."""
    return {preset.key: preset for preset in PRESETS}[key]
