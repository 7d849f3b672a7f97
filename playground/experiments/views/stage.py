"""What every page with the instrument on it gives its template."""

import secrets

from playground.experiments import (
    closer,
    data_groups,
    declarations,
    input_columns,
    kinship,
    links,
    looks,
    moments,
    own_tables,
    placement,
    presets,
    speeds,
    words,
)
from playground.experiments.recipe_form import RecipeForm
from playground.experiments.speeds import FIRST_SPEED, SPEEDS
from playground.languages.joining import joined
from playground.live import addresses
from playground.runs import recipes


def stage(
    request, form: RecipeForm, run=None, *, parent=None, replay: bool = False, notice: str = "", speed: float | None = None
) -> dict:
    """Template context of the instrument: the form in its places, the run on it, and the words beside them.

    `parent`: the run that a set-up without a run of its own was taken from.
    """
    look_at, no_epoch = moments.asked(request.GET)
    asked_speed, no_speed = speeds.asked(request.GET)
    look_closer, no_tab = closer.section(request, run)
    speed = asked_speed if speed is None else speed
    form.look = looks.read(request)
    activations = {row.controls["activation"].value for row in form.layers if "activation" in row.controls}
    return {
        "form": form,
        "look": form.look,
        "run": run,
        "parent": parent,
        "begun": kinship.begun_with(run) if run else "",
        "kin": kinship.ghost_of(run.parent if run else parent),
        "replay": replay,
        "live_fields": kinship.changeable(form),
        "notice": joined(notice, no_epoch, no_speed, no_tab, *form.look.problems),
        "look_at": look_at,
        "closer": look_closer,
        "share_origin": links.origin(request),
        "weight_reach": int(recipes.weight_reach()),
        "addresses": addresses.of_run(run.id) if run else {},
        "groups": placement.groups(form),
        "own_fields": placement.own_fields(form),
        "data_name": form.control("data.name"),
        "data_groups": data_groups.grouped(form.control("data.name")),
        "noise": form.control("data.noise"),
        "made": placement.made(form),
        "inputs": form.control("data.features"),
        "columns": input_columns.tiles(form.columns),
        "picture_size": input_columns.size(form.values.get("data.name", "")),
        "table_now": own_tables.now(request, form),
        "optimizer": form.control("optimizer.name"),
        "rate": form.control("optimizer.lr"),
        "rates": placement.RATES,
        "more_rates": placement.MORE_RATES,
        "batch": form.control("training.batch_size"),
        "activations": declarations.entries("activation"),
        "layer_kinds": declarations.entries(declarations.LAYERS),
        "activation": activations.pop() if len(activations) == 1 else "",
        "query": links.query_of(form.spec) if form.spec else "",
        "cost": words.cost(form.spec) if form.spec else "",
        "planted": words.planted(form.spec.faults if form.spec else ()),
        "state": words.state(run),
        "train": words.train(run),
        "epochs": run.epochs if run else form.values.get("training.epochs", ""),
        "speeds": SPEEDS,
        "speed": run.speed if run else FIRST_SPEED if speed is None else speed,
        "token": secrets.token_urlsafe(16),
        **presets.offered(form.look.kept),
    }
