"""Plans over random inputs of any shape, so that a layer is tried without waiting for a data set of that shape."""

import numpy as np

from engine.datasets.base import Split
from engine.datasets.iris import Iris
from engine.layers import registry as layers
from engine.plan import Plan
from engine.spec import parse

TRAIN, TEST, CLASSES = 23, 9, 3


def shaped(shape: tuple[int, ...]) -> type[Iris]:
    """A data set of three classes whose inputs have this shape."""
    return type("Shaped", (Iris,), {"shape": lambda self: shape, "sizes": lambda self: (TRAIN, TEST)})


def plan_over(shape: tuple[int, ...], stack: list[dict], seed: int = 1, **changes) -> Plan:
    """Normal inputs of ``shape`` (channels, height, width) or (units,), three classes at random, through ``stack``."""
    recipe = {"data": {"name": "iris"}, "network": {"initializer": {"name": "pytorch"}}, "training": {"batch_size": 7}}
    spec = parse(recipe | {"seed": seed} | changes)
    made = tuple(layers[one["name"]](**one) for one in stack)
    data = shaped(shape).model_construct(**dict(spec.data))
    spec = spec.model_copy(update={"network": spec.network.model_copy(update={"layers": made}), "data": data})
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((TRAIN + TEST, int(np.prod(shape)))).astype(np.float32)
    y = draw.integers(0, CLASSES, TRAIN + TEST)
    nothing, one = np.zeros(x.shape[1]), np.ones(x.shape[1])
    return Plan(spec, data=Split(x[:TRAIN], x[TRAIN:], y[:TRAIN], y[TRAIN:], x[:TRAIN], x[TRAIN:], nothing, one))
