"""Random recipes over everything the registries hold: each entry is drawn in turn, so none is left out."""

from __future__ import annotations

import random

from engine.activations import registry as activations
from engine.spec import REGISTRIES, Spec, parse

RATES = {  # learning rates at which small networks learn without blowing up; 0.01 for optimizers not named here
    "sgd": 0.05,
    "momentum": 0.01,
    "nesterov": 0.01,
    "adagrad": 0.05,
    "adadelta": 1.0,
    "rmsprop": 0.003,
    "nadam": 0.003,  # at 0.01 two float32 programs with dropout drift apart in fifteen epochs, PyTorch's own too
    "radam": 0.003,  # likewise
}
# Settings at which second-order rules on random networks stay where the parabola is a good guess; a bare Newton step may go
# anywhere, and then the last digit of a weight decides where.
CALM = {
    "newton": {"lr": 0.5, "damping": 10.0},
    "gauss_newton": {"lr": 1.0, "damping": 0.1},
    "levenberg_marquardt": {"lr": 1.0, "tau": 0.1},
    "bfgs": {"lr": 1.0},
    "lbfgs": {"lr": 1.0, "history": 5},
    "conjugate_gradient": {"lr": 1.0},
}


def random_spec(number: int, epochs: int = 10, optimizers: list[str] | None = None) -> Spec:
    """Recipe ``number``: optimizers, data sets, schedules, initializers and losses go round, the rest is drawn.

    Optimizers are the first-order ones unless a list says otherwise."""
    source = random.Random(number)
    data = data_of(number, source)
    train, _ = REGISTRIES["data"][data["name"]](**data).sizes()
    task = REGISTRIES["data"][data["name"]].task
    fitting = [name for name, entry in REGISTRIES["loss"].entries.items() if task in entry.outputs]
    summed = [name for name in fitting if REGISTRIES["loss"][name].summed]  # the rates below are for means: few of these
    fitting = summed if summed and number % 7 == 3 else [name for name in fitting if name not in summed]
    usable = optimizers or FIRST_ORDER
    optimizer = usable[number % len(usable)]
    schedule = names("schedule")[number // 3 % len(names("schedule"))]

    def maybe(value: float, share: float, otherwise: float | None = 0.0) -> float | None:
        return value if source.random() < share else otherwise

    recipe = {
        "seed": source.randrange(2**31),
        "data": data,
        "network": {
            "layers": stack_of(source),
            "initializer": initializer_of(number, source),
            "output_bias": source.random() < 0.8,
        },
        "loss": {"name": fitting[number // 7 % len(fitting)]},
        "optimizer": optimizer_of(optimizer, source),
        "schedule": {"name": schedule, "warmup": source.choice([0, 0, 2])},
        "regularization": {"l1": maybe(1e-3, 0.4), "l2": maybe(1e-2, 0.4), "decay": maybe(1e-2, 0.4)},
        "training": {
            "epochs": epochs,
            "batch_size": source.choice([None, 5, 7, 10, 16, train // 2]) if train > 20 else None,
            "clip_norm": maybe(1.0, 0.3, None),
            "clip_value": maybe(0.2, 0.2, None),
        },
        "edits": edits_of(source) if source.random() < 0.3 else [],
    }
    if recipe["loss"]["name"] in summed:
        recipe["optimizer"]["lr"] /= recipe["training"]["batch_size"] or train
    return parse(as_full_batch(recipe, task) if REGISTRIES["optimizer"][optimizer].full_batch else recipe)


FIRST_ORDER = [name for name, entry in REGISTRIES["optimizer"].entries.items() if not entry.full_batch]
EVERY = sorted(REGISTRIES["optimizer"].entries)  # so that the large data sets fall to first-order ones


def as_full_batch(recipe: dict, task: str) -> dict:
    """The same without what a full-batch optimizer refuses: small batches, clipping, corners, dropout, sums."""
    layers = [layer for layer in recipe["network"]["layers"] if layer["name"] not in ("batch_norm", "dropout", "residual")]
    recipe["network"]["layers"] = [layer | {"dropout": 0.0} if "dropout" in layer else layer for layer in layers]
    recipe["training"] |= {"batch_size": None, "clip_norm": None, "clip_value": None}
    recipe["regularization"] |= {"l1": 0.0, "decay": 0.0}
    if REGISTRIES["loss"][recipe["loss"]["name"]].summed:
        recipe["loss"] = {"name": {"binary": "binary_cross_entropy"}[task]}
    recipe["optimizer"] = {"name": recipe["optimizer"]["name"], **CALM[recipe["optimizer"]["name"]]}
    recipe["edits"] = [edit for edit in recipe["edits"] if edit["path"] != "optimizer.lr"]
    return recipe


def names(concept: str) -> list[str]:
    return list(REGISTRIES[concept].entries)


def data_of(number: int, source: random.Random) -> dict:
    """Few points, so that a reference run is short; inputs standardized, so that no drawn rate blows up."""
    name = names("data")[number % len(names("data"))]
    fields = REGISTRIES["data"][name].model_fields
    wanted = {
        "samples": source.randint(40, 90),
        "examples": 100,
        "seed": source.randrange(1000),
        "features": source.sample(["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"], source.randint(1, 7)),
        "standardize": True,
        "noise": source.choice([0.0, 0.1, 0.4]),
    }
    return {"name": name} | {field: value for field, value in wanted.items() if field in fields}


def stack_of(source: random.Random) -> list[dict]:
    """Up to three dense layers, the last of three with company: what normalizes, drops, goes around or changes nothing."""
    stack = [layer_of(source) for _ in range(source.randint(0, 3))]
    if len(stack) < 3:
        return stack
    kinds = ["batch_norm", "layer_norm", "dropout", "residual", "flatten"]
    after = [{"name": kind} for kind in source.sample(kinds, 2) if kind != "residual"]
    around = [{"name": "residual", "over": len(after) + 1}] if stack[1]["units"] == stack[2]["units"] else []
    return [*stack, *after, *around]


def layer_of(source: random.Random) -> dict:
    return {
        "name": "dense",
        "units": source.randint(1, 9),
        "activation": source.choice(list(activations.entries)),
        "bias": source.random() < 0.8,
        "dropout": source.choice([0.0, 0.0, 0.2, 0.5]),
    }


def initializer_of(number: int, source: random.Random) -> dict:
    usable = [name for name in names("network.initializer") if name != "zeros"]  # nothing flows through zeros
    name = usable[number // 5 % len(usable)]
    return {"name": name, "scale": 0.5} if name in ("normal", "uniform") else {"name": name}


def optimizer_of(name: str, source: random.Random) -> dict:
    """The defaults half of the time, otherwise some fields moved."""
    chosen = {"name": name, "lr": RATES.get(name, 0.01)}
    if source.random() < 0.5:
        return chosen
    moved = {
        "momentum": 0.7,
        "dampening": 0.2,
        "beta1": 0.8,
        "beta2": 0.95,
        "eps": 1e-4,
        "rho": 0.8,
        "alpha": 0.9,
        "centered": True,
        "lr_decay": 0.01,
        "initial_accumulator": 0.1,
        "momentum_decay": 0.02,
        "weight_decay": 0.1,
    }
    return chosen | {field: value for field, value in moved.items() if field in REGISTRIES["optimizer"][name].model_fields}


def edits_of(source: random.Random) -> list[dict]:
    """Live changes of rate, penalty and one weight of the first layer."""
    return [
        {"step": source.randint(1, 9), "path": "optimizer.lr", "value": 0.02},
        {"step": source.randint(1, 9), "path": "regularization.l2", "value": 0.05},
        {"step": source.randint(1, 9), "path": "weights.1.0.0", "value": 0.3},
    ]
