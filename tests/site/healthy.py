"""Two hundred healthy runs drawn at random: data of the plane, sensible networks, rates that suit the optimizer."""

import random

DATA = ("circles", "xor", "gaussians", "moons")
ACTIVATIONS = ("tanh", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid")
RATES = {
    "sgd": (0.02, 0.1), "momentum": (0.003, 0.02), "nesterov": (0.003, 0.02),
    "adam": (0.003, 0.03), "adamw": (0.003, 0.03), "rmsprop": (0.002, 0.01),
}  # fmt: skip
STRUCTURES, EACH, EPOCHS = 20, 12, 120


def recipes(seed: int) -> list[dict]:
    """JSON recipes, EACH of one cohort: the same network on other data, with other weights, rates and optimizers."""
    draw = random.Random(seed)
    return [recipe for _ in range(STRUCTURES) for recipe in _company(draw)]


def _company(draw: random.Random) -> list[dict]:
    activation = draw.choice(ACTIVATIONS)
    depth = 1 if activation == "sigmoid" else draw.choice((1, 2, 2, 3))
    layers = [{"name": "dense", "units": draw.randint(4, 12), "activation": activation} for _ in range(depth)]
    initializer = draw.choice(("he_normal", "he_uniform") if "elu" in activation else ("xavier_uniform", "xavier_normal"))
    loss = {"name": draw.choice(("binary_cross_entropy", "binary_cross_entropy", "binary_cross_entropy", "mse", "hinge"))}
    samples, batch = draw.choice((200, 300, 500)), draw.choice((16, 32, 32))
    network = {"layers": layers, "initializer": {"name": initializer}}
    fixed = {"network": network, "loss": loss, "training": {"epochs": EPOCHS, "batch_size": batch}}
    own = [{"seed": draw.randrange(10_000), "optimizer": _optimizer(draw), "data": _data(draw, samples)} for _ in range(EACH)]
    return [fixed | one for one in own]


def _data(draw: random.Random, samples: int) -> dict:
    return {"name": draw.choice(DATA), "samples": samples, "noise": draw.choice((0, 0.05, 0.1)), "seed": draw.randrange(100)}


def _optimizer(draw: random.Random) -> dict:
    name = draw.choice(tuple(RATES))
    low, high = RATES[name]
    return {"name": name, "lr": round(low * (high / low) ** draw.random(), 5)}
