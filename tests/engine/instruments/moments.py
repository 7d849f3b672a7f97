"""Random moments of a small network, and naive walks over its layers: what instruments are checked against."""

import numpy as np

from engine.instruments.base import Snapshot
from engine.plan import Plan
from engine.spec import parse


def plan(activation="tanh", bias=True):
    hidden = [
        {"name": "dense", "units": 5, "activation": activation, "bias": bias},
        {"name": "dense", "units": 3, "activation": activation},
    ]
    return Plan(parse({"network": {"layers": hidden}}))


def snapshot(of=None, moments=4, seed=0):
    of = of or plan()
    draw = np.random.default_rng(seed)
    arrays = [draw.normal(0, 10.0 ** draw.integers(-4, 2), (moments, of.size)).astype(np.float32) for _ in range(3)]
    answers = tuple(np.tanh(draw.normal(0, 3, (moments, slot.fan_out, 50))).astype(np.float32) for slot in of.slots)
    return Snapshot(of, *arrays, answers)


def layers_of(shot, values):
    """[[true parameters of a layer]…] a moment, by walking the slots in plain Python."""
    walked = []
    for row in values:
        walked.append([[float(v) for v in row[slot.start : slot.start + slot.parameters]] for slot in shot.plan.slots])
    return walked


def naive(shot, values, rule):
    """rule(list of floats) for each moment and layer."""
    return np.array([[rule(layer) for layer in moment] for moment in layers_of(shot, values)])
