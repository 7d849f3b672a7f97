"""A small recipe for every entry of every registry, and every question that is put to a trained network.

For tests that must leave nothing out, whatever is added: another device above all. Read off the registries, not listed.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import cycle

from engine import feature_maps
from engine.after import attack, attribution, shrink
from engine.check import check
from engine.curvature import survey
from engine.curvature.base import Care
from engine.faults import registry as faults
from engine.initializers import registry as initializers
from engine.losses import registry as losses
from engine.optimizers import registry as optimizers
from engine.schedules import registry as schedules
from tests.engine.after.grounds import last
from tests.engine.companies import all_activations
from tests.engine.random_specs import CALM, RATES

PICTURE = {"data": {"name": "digits"}, "loss": {"name": "cross_entropy"}}
SEQUENCE = {"data": {"name": "remember_first", "samples": 60, "lag": 4}, "loss": {"name": "cross_entropy"}}
SMALL = {"name": "xor", "samples": 30}
LAYERS = {  # every layer and activation in some network
    "conv": PICTURE | {"network": {"layers": [
        {"name": "conv2d", "channels": 3, "padding": 1}, {"name": "batch_norm"}, {"name": "max_pool2d"},
        {"name": "conv2d", "channels": 3}, {"name": "avg_pool2d"}, {"name": "flatten"}, {"name": "dense", "dropout": 0.2}]}},
    "rnn": SEQUENCE | {"network": {"layers": [{"name": "rnn", "units": 5, "returns": "all"}, {"name": "layer_norm"},
                                              {"name": "rnn", "units": 4, "nonlinearity": "relu"}]}},
    "gru": SEQUENCE | {"network": {"layers": [{"name": "gru", "units": 5, "bias": False}]}},
    "lstm": SEQUENCE | {"network": {"layers": [{"name": "lstm", "units": 5, "returns": "all"}, {"name": "lstm", "units": 4}]}},
    "activations": {"network": {"layers": all_activations(dropout=0.1)}},
    "around": {"network": {"layers": [{"name": "dense"}, {"name": "dense"}, {"name": "dropout"}, {"name": "residual"}]}},
}  # fmt: skip
OF_TASK = {"binary": SMALL, "multiclass": {"name": "iris"}, "regression": {"name": "noisy_line", "samples": 30}}
ADVERSARIES = {  # what moves a batch: inputs as they are, and points on axes
    "box": {"data": {"name": "iris", "standardize": True}, "loss": {"name": "cross_entropy"}},
    "corners": {"data": {"name": "moons", "samples": 40, "features": ["x1", "x1_squared"]}},
}


def recipes(epochs: int) -> dict[str, dict]:
    """By name: "loss mae multiclass", "optimizer muon", … Initializers and schedules go round among the losses."""
    drawn, planned = cycle(initializers.entries), cycle(schedules.entries)
    found = {f"layers {kind}": recipe | {"training": {"batch_size": 20}} for kind, recipe in LAYERS.items()}
    for name, entry in optimizers.entries.items():
        settings = CALM[name] if entry.full_batch else {"lr": RATES.get(name, 0.01)}
        found[f"optimizer {name}"] = {
            "data": SMALL,
            "network": {"layers": [{"name": "dense", "units": units} for units in (5, 3)]},  # Muon needs a matrix inside
            "optimizer": {"name": name, **settings},
            "training": {"batch_size": None if entry.full_batch else 7},
        }
    for name, entry in losses.entries.items():
        for task in entry.outputs:
            found[f"loss {name} {task}"] = {
                "data": OF_TASK[task],
                "network": {"layers": [{"name": "dense", "units": 3}], "initializer": {"name": next(drawn)}},
                "loss": {"name": name},
                "schedule": {"name": next(planned)},
                "optimizer": {"name": "sgd", "lr": 0.01},
                "training": {"batch_size": 7},
            }
    for name in faults.entries:
        found[f"fault {name}"] = {
            "data": SMALL,
            "network": {"layers": [{"name": "dense", "units": units, "dropout": 0.1} for units in (4, 3)]},
            "optimizer": {"name": "sgd", "lr": 0.01},
            "faults": [name],
            "training": {"batch_size": 7},
        }
    for name, recipe in ADVERSARIES.items():
        found[f"adversary {name}"] = recipe | {"training": {"batch_size": 20, "adversarial": 0.1}}
    return {
        name: recipe | {"training": {**recipe.get("training", {}), "epochs": epochs}} for name, recipe in sorted(found.items())
    }


def used(recipes: list[dict]) -> dict[str, set[str]]:
    """Names of entries by registry, as the recipes write them."""
    layers = [layer for recipe in recipes for layer in recipe.get("network", {}).get("layers", [])]
    return {
        "optimizers": {recipe["optimizer"]["name"] for recipe in recipes if "optimizer" in recipe},
        "losses": {recipe["loss"]["name"] for recipe in recipes if "loss" in recipe},
        "schedules": {recipe["schedule"]["name"] for recipe in recipes if "schedule" in recipe},
        "initializers": {
            recipe["network"]["initializer"]["name"] for recipe in recipes if "initializer" in recipe.get("network", {})
        },
        "faults": {name for recipe in recipes for name in recipe.get("faults", ())},
        "layers": {layer["name"] for layer in layers},
        "activations": {layer["activation"] for layer in layers if "activation" in layer},
    }


CARE = Care(epochs=2, points=40, singles=20, iterations=20, within=1e-3, probes=4)
QUESTIONS = {  # what the tabs below a finished run ask of its state; the first asks every gauge there is
    "curvature": lambda plan, state: last(survey.look(plan, state, CARE)),
    "gradient_check": check,
    "feature_maps": lambda plan, state: feature_maps.look(plan, state, 0),
    "attack": lambda plan, state: last(attack.attack(plan, state, 30)),
    "attribution": lambda plan, state: last(attribution.open_up(plan, state)),
    "shrink": lambda plan, state: last(shrink.work(plan, state)),
}
ASKED = {"plane": {"data": {"name": "moons", "samples": 60}}, "pictures": LAYERS["conv"], "sequences": LAYERS["lstm"]}


def plain(answer: object) -> object:
    """An answer as lists and numbers, so that two can be compared."""
    if is_dataclass(answer):
        answer = {field.name: getattr(answer, field.name) for field in fields(answer)}
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [plain(one) for one in answer]
    return answer.tolist() if hasattr(answer, "tolist") else answer
