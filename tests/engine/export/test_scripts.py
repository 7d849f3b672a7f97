"""Exported scripts run where there is nothing but PyTorch, and arrive at the loss the engine stored.

The tolerance is the script's own: engine/export/rounding.py measures, for each recipe, how far the last digit of the first
weights carries. Most of these runs of ten epochs end within 1e-6 of each other.
"""

import json
import re

import pytest

from engine.export import script
from engine.export.rounding import measured
from engine.plan import Plan
from engine.spec import REGISTRIES, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.export import bare
from tests.engine.random_specs import CALM, EVERY, random_spec

RANDOM, EPOCHS = 30, 10
NOTEBOOKS = 0, 3, 9  # one of each kind: a rule of torch.optim, a summed loss, a second-order rule
TIGHT = 1e-3  # no script of these short runs may allow itself more; most assert 4e-6


def written(spec, form=script.script) -> str:
    plan = Plan(spec)
    [outcome] = train([Member(plan, State.begin(plan))], spec.training.epochs)
    return form(plan, measured(plan, outcome.state.epoch, outcome.state.stopped))


def of_notebook(text: str) -> str:
    """What a notebook's cells do, one after the other."""
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


SPECIAL = {
    "the_first_set_up": {},
    "dropout_penalties_clips_and_edits": {
        "network": {"layers": [{"name": "dense", "units": 5, "dropout": 0.4}, {"name": "dense", "units": 4}]},
        "optimizer": {"name": "adam", "lr": 0.02},
        "schedule": {"name": "reduce_on_plateau", "patience": 1, "warmup": 2},
        "regularization": {"l1": 1e-3, "l2": 1e-2, "decay": 1e-2},
        "training": {"epochs": 12, "batch_size": 30, "clip_norm": 1.0, "clip_value": 0.2},
        "edits": [
            {"step": 7, "path": "optimizer.lr", "value": 0.05},
            {"step": 3, "path": "regularization.decay", "value": 0.1},
            {"step": 5, "path": "weights.1.1.2", "value": 0.7},
            {"step": 5, "path": "biases.3.0", "value": -0.5},
        ],
    },
    "pictures": {
        "data": {"name": "digits"},
        "network": {
            "layers": [
                {"name": "conv2d", "channels": 3},
                {"name": "batch_norm"},
                {"name": "max_pool2d"},
                {"name": "avg_pool2d"},
                {"name": "flatten"},
                {"name": "dense", "units": 5},
            ]
        },
        "regularization": {"l2": 0.01, "decay": 0.01},
        "training": {"epochs": 3},
    },
    "norms_dropout_and_a_residual": {
        "network": {
            "layers": [
                {"name": "dense", "units": 5},
                {"name": "layer_norm"},
                {"name": "dense", "units": 5},
                {"name": "residual", "over": 2},
                {"name": "batch_norm"},
                {"name": "dropout", "rate": 0.2},
            ]
        },
        "regularization": {"l1": 0.001},
        "training": {"epochs": 4},
    },
    **{
        name: {
            "data": {"name": "remember_first", "lag": 5, "samples": 60},
            "network": {"layers": [{"name": name, "units": 6}]},
            "optimizer": {"name": "adam", "lr": 0.01},
            "regularization": {"l2": 0.01},
            "training": {"epochs": 3, "batch_size": 13},
        }
        for name in ("rnn", "gru", "lstm")
    },
    "adversarial_pictures_with_dropout": {
        "data": {"name": "digits", "standardize": True},
        "network": {
            "layers": [{"name": "conv2d", "channels": 2}, {"name": "flatten"}, {"name": "dense", "units": 5, "dropout": 0.3}]
        },
        "training": {"epochs": 2, "batch_size": 200, "adversarial": 0.05},
    },
    "adversarial_rows": {
        "data": {"name": "iris", "standardize": True},
        "training": {"epochs": 5, "adversarial": 0.2},
    },
    "adversarial_points": {
        "data": {"name": "circles", "standardize": True},
        "training": {"epochs": 5, "adversarial": 0.3},
    },
    "averaged_from_a_step": {
        "optimizer": {"name": "sgd_averaged", "lr": 0.3, "average_from": 11},
        "training": {"epochs": 5},
    },
    **{
        f"{name}_with_a_penalty_and_edits": {
            "data": {"name": "iris", "standardize": True},
            "network": {"layers": [{"name": "dense", "units": 3}, {"name": "layer_norm"}]},
            "optimizer": {"name": name, **settings},
            "schedule": {"name": "exponential"},
            "regularization": {"l2": 0.02},
            "training": {"epochs": 8, "batch_size": None},
            "edits": [
                {"step": 3, "path": "optimizer.lr", "value": 0.5},
                {"step": 4, "path": "regularization.l2", "value": 0.05},
                {"step": 5, "path": "weights.1.0.0", "value": 0.3},
            ],
        }
        for name, settings in CALM.items()
    },
    "pictures_by_gauss_newton": {
        "data": {"name": "digits", "test_share": 0.9},
        "network": {"layers": [{"name": "conv2d", "channels": 2, "padding": 0}, {"name": "max_pool2d"}, {"name": "flatten"}]},
        "optimizer": {"name": "levenberg_marquardt"},
        "training": {"epochs": 3, "batch_size": None},
    },
    "sequences_by_damped_newton": {
        "data": {"name": "remember_first", "lag": 4, "samples": 60},
        "network": {"layers": [{"name": "lstm", "units": 3}]},
        "optimizer": {"name": "levenberg_marquardt", "exact_hessian": True},
        "training": {"epochs": 6, "batch_size": None},
    },
    "stopped_by_patience": {
        "optimizer": {"name": "sgd", "lr": 5.0},
        "training": {"epochs": 200, "patience": 3},
    },
    "diverged": {
        "data": {"name": "noisy_line"},
        "network": {"layers": []},
        "loss": {"name": "mse"},
        "optimizer": {"name": "sgd", "lr": 50.0},
        "training": {"epochs": 200},
    },
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Every program of this file, run in one bare process."""
    programs = {f"random_{number}": written(random_spec(number, EPOCHS, EVERY)) for number in range(RANDOM)}
    programs |= {name: written(parse(spec)) for name, spec in SPECIAL.items()}
    books = {f"notebook_{number}": written(random_spec(number, EPOCHS, EVERY), script.notebook) for number in NOTEBOOKS}
    programs |= {name: of_notebook(text) for name, text in books.items()}
    changed = re.sub(r"(LEARNING_RATE = )(\S+)", lambda m: f"{m[1]}{float(m[2]) * 1.001}", programs["the_first_set_up"])
    programs["a_rate_a_thousandth_larger"] = changed
    return programs, bare.run(tmp_path_factory.mktemp("bare"), programs)


@pytest.mark.parametrize(
    "name", [*(f"random_{number}" for number in range(RANDOM)), *SPECIAL, *(f"notebook_{n}" for n in NOTEBOOKS)]
)
def test_a_script_arrives_at_the_stored_loss_with_pytorch_alone(results, name):
    programs, ran = results
    assert "error" not in ran[name], ran[name]
    if name.startswith("random"):
        allowed = float(re.search(r"stored\) <= (\S+),", programs[name])[1])
        assert allowed <= TIGHT
    last = programs[name].strip().splitlines()[-1]
    assert last.startswith("assert ")


def test_the_assertion_has_teeth(results):
    assert results[1]["a_rate_a_thousandth_larger"]["error"].startswith("AssertionError")


def test_the_random_recipes_use_every_entry():
    specs = [random_spec(number, EPOCHS, EVERY) for number in range(RANDOM)]
    for concept, used in {
        "optimizer": {spec.optimizer.name for spec in specs},
        "data": {spec.data.name for spec in specs},
        "schedule": {spec.schedule.name for spec in specs},
        "network.layers": {layer.name for spec in [*specs, *map(parse, SPECIAL.values())] for layer in spec.network.layers},
    }.items():
        assert used == set(REGISTRIES[concept].entries)


def test_a_run_that_starts_from_stored_weights_carries_them(tmp_path):
    from engine import checkpoint

    first = Plan(parse({"training": {"epochs": 3}}))
    [outcome] = train([Member(first, State.begin(first))], 3)
    stored = checkpoint.save(outcome.state)
    spec = parse({"training": {"epochs": 4}, "seed": 9, "start": {"digest": "a" * 64}})
    plan = Plan(spec, resolve=lambda digest: stored)
    [ended] = train([Member(plan, State.begin(plan))], 4)
    text = script.script(plan, measured(plan, 4))
    assert f"stored = {float(ended.columns['train_loss'][-1])!r}" in text and "load_state_dict" in text
    assert "error" not in bare.run(tmp_path, {"started": text})["started"]


def test_a_set_up_that_was_not_trained_has_nothing_to_compare_with():
    assert "assert" not in script.script(Plan(parse({})))
