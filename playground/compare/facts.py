"""What scripts have to know of the runs of a comparison: where their bytes are, how they stand, in what they differ. JSON."""

import hashlib
import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from playground.experiments import run_rows
from playground.experiments import words as said
from playground.live import addresses
from playground.runs import recipes, selectors
from playground.runs.models import Run
from playground.runs.seen import Compared

SEEDS = ("seed", "data.seed")  # what runs that are the same but for chance differ in
DRAWN = ("data.", "network.", "loss.", "seed")  # what a picture of points and layers depends on
ROW = re.compile(r"layer\.([0-9]+)\.grad_norm\Z")


def page(compared: list[Compared], rows: list[dict]) -> dict:
    """{"runs", "schemas", "labels"}; `rows`: the settings in which they differ, as `table` gives them."""
    schemas = {}
    for one in compared:
        schemas[one.run.schema["digest"]] = one.run.schema
        schemas[one.run.frame_schema["digest"]] = one.run.frame_schema
    named = zip(compared, run_rows.names(compared), strict=True)
    told = [_facts(one, name, place, rows) for place, (one, name) in enumerate(named)]
    return {"runs": told, "schemas": schemas, "labels": {row["key"]: row["label"] for row in rows}}


def _facts(one: Compared, name: str, place: int, rows: list[dict]) -> dict:
    run = one.run
    flat = recipes.flatten(run.spec)
    at = addresses.of_share(one.token) if one.token else addresses.of_run(run.id)
    drawn = {key: value for key, value in flat.items() if key.startswith(DRAWN)}
    points = reverse("sharing:points", args=[one.token]) if one.token else reverse("experiments:points")
    return {
        "key": one.key,
        "name": name,
        "href": href(one),
        **at,
        "schema": run.schema["digest"],
        "frame_schema": run.frame_schema["digest"],
        "state": state(run),
        "settings": {row["key"]: [row["cells"][place]["value"], row["cells"][place]["words"]] for row in rows},
        "recipe": _digest({key: value for key, value in flat.items() if key not in SEEDS}),
        "points": f"{points}?{urlencode(drawn)}",
        "layers": layers(run),
    }


def href(one: Compared) -> str:
    """Where a run of the comparison stands by itself."""
    return reverse("sharing:page", args=[one.token]) if one.token else reverse("experiments:run", args=[one.run.id])


def state(run: Run) -> dict:
    """How a run stands: what its store keeps, and its state in words; `said`: of which state they speak."""
    words = said.state(run)["words"]
    return {name: getattr(run, name) for name in (*selectors.STATUS, "edits")} | {"words": words, "said": run.state}


def layers(run: Run) -> list[list]:
    """[[number, name]…] of the layers that records have columns of, as the X-ray's rows are called."""
    hidden = run.spec["network"]["layers"]
    numbers = [int(found[1]) for column in run.schema["columns"] if (found := ROW.match(column[0]))]
    return [[number, _layer(number, hidden)] for number in numbers]


def _layer(number: int, hidden: list[dict]) -> str:
    if number > len(hidden):
        return _("output")
    layer = hidden[number - 1]
    if layer["name"] == "dense":
        return f"{number} {layer['activation']}·{layer['units']}"
    return f"{number} {layer['name'].replace('_', ' ')}"


def _digest(flat: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(flat.items())).encode()).hexdigest()[:12]
