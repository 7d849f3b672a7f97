"""The table of settings as people read it: a row a setting, a column a run, what differs from the baseline marked."""

from collections import Counter

from django.utils.translation import gettext as _

from playground.compare import settings
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.setting_names import label
from playground.runs import recipes
from playground.runs.seen import Compared

PLUMBING = ("version",)  # the same in all there are, and said to nobody


def table(compared: list[Compared], base: str = "", every: bool = False) -> list[dict]:
    """[{"key", "label", "differs", "cells": [{"value", "words", "changed"}…]}], a cell a run in their order.

    `base`: key of the run the others are compared with, by default the first. `every`: also what is the same in all.
    """
    if not compared:
        return []
    forms = [RecipeForm(recipes.flatten(one.run.spec)) for one in compared]
    against = next((place for place, one in enumerate(compared) if one.key == base), 0)
    found = [row for row in settings.rows(one.run.spec for one in compared) if row.key not in PLUMBING]
    follow = {"schedule.horizon"} if all(recipes.follows(one.run.spec) for one in compared) else set()
    lines = [_line(row, forms, against, row.differs and row.key not in follow) for row in found]
    lines = [line for line in lines if every or line["differs"]]
    labels = Counter(line["label"] for line in lines)
    for line in lines:  # two settings of one name are told apart by their keys
        line["twice"] = labels[line["label"]] > 1
    return lines


def _line(row: settings.Row, forms: list[RecipeForm], against: int, differs: bool) -> dict:
    cells = [
        {"value": value, "words": words(row.key, value, form), "changed": differs and value != row.values[against]}
        for value, form in zip(row.values, forms, strict=True)
    ]
    return {"key": row.key, "label": label(row.key, forms), "differs": differs, "cells": cells}


def words(key: str, value: str | None, form: RecipeForm) -> str:
    """A value as people read it; a dash where the set-up has no such setting."""
    if value is None:
        return "–"
    control = form.control(key) if not key.startswith("edits") else None
    if control is None:
        return _("none") if value == "none" else value if len(value) <= 40 else f"{value[:39]}…"
    said = control.words
    unit = control.facts.get("unit", "")
    return f"{said} {unit}".strip() if control.is_number and value != "none" else said
