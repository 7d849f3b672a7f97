"""Families of recipes that may share one tensor program, and what a run leaves behind, as bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.activations import registry as activations
from engine.optimizers import registry as optimizers
from engine.plan import Plan
from engine.schedules import registry as schedules
from engine.spec import Spec, parse
from engine.state import State
from engine.training import Member, Outcome, train

UNITS = (7, 5, 3, 9, 1, 5, 7, 3, 5)  # odd, so that no vector register is filled evenly
FIRST_ORDER = [name for name, entry in optimizers.entries.items() if not entry.alone]
VANISHING = 11  # the member (plain SGD) whose first weights are 10⁻¹²: nine layers down almost nothing is left


def all_activations(dropout: float = 0.0) -> list[dict]:
    """Nine layers, every activation once; some without bias."""
    return [
        {
            "name": "dense",
            "units": units,
            "activation": name,
            "bias": place % 4 != 2,
            "dropout": dropout if place % 3 == 0 else 0.0,
        }
        for place, (units, name) in enumerate(zip(UNITS, activations.entries, strict=True))
    ]


STRUCTURES = {  # what the members of a family share
    "every activation": {
        "data": {"name": "circles", "samples": 61, "test_share": 0.4},
        "network": {"layers": all_activations()},
        "training": {"batch_size": 7},
    },
    "dropout and both clippings": {
        "data": {"name": "moons", "samples": 40, "features": ["x1", "x2", "x1_x2"]},
        "loss": {"name": "hinge"},
        "network": {"layers": all_activations(dropout=0.25), "output_bias": False},
        "training": {"batch_size": 6, "clip_norm": 0.7, "clip_value": 0.1},
    },
    "three classes": {
        "data": {"name": "iris"},
        "loss": {"name": "cross_entropy"},
        "network": {"layers": [{"name": "dense", "units": 5, "activation": "relu"}]},
        "training": {"batch_size": 33},
    },
    "three sigmoids": {
        "data": {"name": "iris"},
        "loss": {"name": "mse"},
        "network": {"layers": [{"name": "dense", "units": 3, "activation": "softplus"}]},
        "training": {"batch_size": None},
    },
    "wide": {
        "data": {
            "name": "xor",
            "samples": 301,
            "features": ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"],
        },
        "network": {"layers": [{"name": "dense", "units": units, "activation": "gelu"} for units in (64, 33, 64)]},
        "training": {"batch_size": 100},
    },
    "pictures": {  # points so wide that batches and passes view them, and products large enough for another library
        "data": {"name": "digits"},
        "loss": {"name": "cross_entropy"},
        "network": {"layers": [{"name": "dense", "units": 84}, {"name": "dense", "units": 9, "activation": "relu"}]},
        "training": {"batch_size": 199},
    },
    "a line": {
        "data": {"name": "noisy_line", "samples": 31},
        "loss": {"name": "huber"},
        "network": {"layers": []},
        "training": {"batch_size": 4},
    },
}


def family_member(structure: str, number: int, epochs: int = 10) -> Spec:
    """Member ``number`` of a family: own seeds, rates, optimizer, schedule, penalties, loss settings, limits."""
    recipe = {section: dict(values) for section, values in STRUCTURES[structure].items()}
    recipe["seed"] = 100 + number
    recipe["data"] |= {"seed": number // 2}
    if "samples" in recipe["data"]:
        recipe["data"]["noise"] = 0.05 * (number % 5)
    if recipe.get("loss", {}).get("name") == "huber":
        recipe["loss"] = {"name": "huber", "delta": 0.5 + number % 3}
    if structure == "every activation":
        recipe["data"]["name"] = ("circles", "moons", "xor", "spirals")[number % 4]  # of one size, so of one cohort
    if structure.startswith("dropout"):
        recipe["network"]["layers"] = all_activations(dropout=0.1 + 0.05 * (number % 8))
        recipe["training"] |= {"clip_norm": 0.5 + number % 4, "clip_value": 0.02 * (1 + number % 6)}
    initializers = ("xavier_uniform", "he_normal", "pytorch")
    recipe["network"]["initializer"] = {"name": initializers[number % 3]}
    if number == VANISHING:
        recipe["network"]["initializer"] = {"name": "normal", "scale": 1e-12}
    optimizer = "sgd" if number == VANISHING else FIRST_ORDER[number % len(FIRST_ORDER)]
    recipe["optimizer"] = {"name": optimizer, "lr": 0.002 * (1 + number % 7)}
    if optimizer == "rmsprop":
        recipe["optimizer"]["centered"] = number % 2 == 0
    recipe["schedule"] = {"name": list(schedules.entries)[number // 2 % len(schedules.entries)], "warmup": number % 2}
    if structure == "every activation":  # the same penalties switched on, so that all rows really share every step
        recipe["regularization"] = {"l2": 0.001 * (1 + number % 4), "decay": 0.001 * (1 + number)}
    else:
        recipe["regularization"] = [{"l2": 0.01, "decay": 0.001 * (1 + number)}, {"l1": 0.001}, {}][number % 3]
    recipe["training"] |= {"epochs": epochs + number % 3}
    if number % 4 == 1:
        recipe["training"] |= {"patience": 4}
    return parse(recipe)


@dataclass
class Left:
    """All that a run has left behind so far: records by column, key frames, final state; equal iff every bit is."""

    columns: dict[str, bytes] = field(default_factory=dict)
    frames: list[tuple[int, int, bytes]] = field(default_factory=list)
    state: State | None = None

    def add(self, outcome: Outcome) -> State:
        """Append one call's outcome and return the state to go on with."""
        for name, values in outcome.columns.items():
            self.columns[name] = self.columns.get(name, b"") + np.ascontiguousarray(values).tobytes()
        self.frames += outcome.key_frames
        self.state = outcome.state
        return outcome.state

    def differs_from(self, other: Left) -> list[str]:
        """Names of everything that is not the same to the last bit; empty when the two runs are one."""
        names = [name for name in self.columns | other.columns if self.columns.get(name) != other.columns.get(name)]
        if self.frames != other.frames:
            names.append("key frames")
        mine, its = tensors(self.state), tensors(other.state)
        return names + [name for name in mine if mine[name] != its.get(name)]


def tensors(state: State) -> dict[str, object]:
    """A state as comparable values. A diverged run is over: its last parameters, full of NaN, are never read again."""
    numbers = {name: getattr(state, name) for name in ("epoch", "step", "batch", "seq", "stopped", "detail")}
    if state.stopped == "diverged":
        return numbers
    slots = {f"slot {name}": tensor.numpy().tobytes() for name, tensor in state.slots.items()}
    remembered = {
        name: {key: float(value).hex() for key, value in getattr(state, name).items()} for name in ("scalars", "memory")
    }
    return {"params": state.params.numpy().tobytes(), **slots, **numbers, **remembered}


def alone(spec: Spec) -> Left:
    """The run by itself, in one call, from nothing."""
    plan, left = Plan(spec), Left()
    left.add(train([Member(plan, State.begin(plan))], spec.training.epochs)[0])
    return left


def together(specs: list[Spec]) -> list[Left]:
    """All of them in one call, from nothing."""
    members = [Member(plan, State.begin(plan)) for plan in map(Plan, specs)]
    result = []
    for outcome in train(members, max(spec.training.epochs for spec in specs)):
        result.append(Left())
        result[-1].add(outcome)
    return result
