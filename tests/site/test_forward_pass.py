"""The page's own forward pass (static/js/network/forward.js) against the engine's, to 1e-5, under node."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import torch
from torch import nn

from engine import frames, reference
from engine.activations import registry as activations
from engine.plan import Plan
from engine.spec import parse
from playground.runs.pictures import picture

ROOT = Path(__file__).resolve().parents[2]
FEATURES = ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]


def vector(name: str, recipe: dict) -> dict:
    """Points, weights three times their first size (so that units saturate), and what the engine makes of them at each layer."""
    plan = Plan(parse(recipe))
    points = plan.data.train_points[:40]
    weights = plan.initial() * 3
    draw = torch.Generator().manual_seed(7)
    buffers = torch.rand(plan.buffer_size, generator=draw) * 2 + 0.1  # running statistics, no first ones
    x = torch.from_numpy(np.concatenate([plan.data.train_x[:40], np.ones((len(points), 1), np.float32)], axis=1))
    stack = frames.frames(plan, weights[None], len(points), buffers=buffers[None])
    frames.forward(stack, x.T[None].contiguous())
    stages = [answers(frame).double().tolist() for frame in stack]
    facts = {
        key: value
        for key, value in picture(parse(recipe)).items()
        if key in ("features", "shape", "columns", "shift", "scale", "layers")
    }
    return {
        "name": name, "picture": facts, "weights": weights.tolist(), "buffers": buffers.tolist(), "points": points.tolist(),
        "inputs": plan.data.train_x[:40].T.astype(float).tolist(), "stages": stages,
    }  # fmt: skip


def vector_by_torch(name: str, recipe: dict) -> dict:
    """The same with torch.nn's answers: the layers that go through time are held to nn.RNN, nn.GRU and nn.LSTM themselves."""
    plan = Plan(parse(recipe))
    told = vector(name, recipe)
    params, buffers = torch.tensor(told["weights"]), torch.tensor(told["buffers"])
    model = reference.build(plan, torch.float64, params.double(), buffers.double()).eval()
    x = reference.inputs(plan)[:40].double()
    came = [x]  # into each layer
    with torch.no_grad():
        for slot, _, modules in model.places:
            x = came[-1]
            for module in modules:
                x = module(x)
            came.append(x + came[-1 - slot.layer.reach] if slot.layer.reach else x)
        times = [
            type(own).__mro__[1].forward(own, below)[0] if isinstance(own, nn.RNNBase) else above
            for (_, own, _), below, above in zip(model.places, came, came[1:], strict=False)
        ]
    return told | {
        "stages": [stage.flatten(1).T.tolist() for stage in came[1:]],
        # of the first point, for the tiles: each unit at each step; null for layers that have no steps
        "times": [states[0].T.tolist() if states.ndim == 3 else None for states in times],
    }


def answers(frame):
    """(units, points): of a layer that hands its input on, that input."""
    return (frame.inputs() if frame.passes else frame.a_out)[0]


def kinds(*layers) -> dict:
    return {"network": {"layers": [{"name": one} if isinstance(one, str) else one for one in layers]}}


def digits(*layers) -> dict:
    return {"data": {"name": "digits"}, **kinds(*layers)}


def recipes():
    for name in activations.entries:
        layers = [{"name": "dense", "units": 5, "activation": name}, {"name": "dense", "units": 3, "activation": name}]
        yield name, {"network": {"layers": layers}}
    yield "every feature", {"data": {"name": "circles", "features": FEATURES}}
    yield "standardized", {"data": {"name": "moons", "features": FEATURES, "standardize": True}}
    yield "no bias", {"network": {"layers": [{"name": "dense", "units": 4, "bias": False}], "output_bias": False}}
    yield "no hidden layer", {"network": {"layers": []}}
    units = {"name": "dense", "units": 4}
    yield "batch norm", kinds(units, "batch_norm", {"name": "dense", "units": 3, "activation": "relu"}, "batch_norm")
    yield "batch norm first", kinds("batch_norm", units)
    yield "layer norm", kinds(units, "layer_norm", units)
    yield "dropout and flatten", kinds("flatten", units, "dropout", units, "flatten")
    yield (
        "residual",
        kinds(units, units, units, {"name": "residual", "over": 2}, "layer_norm", units, {"name": "residual", "over": 5}),
    )
    yield "residual around the first", kinds({"name": "dense", "units": 2}, {"name": "residual", "over": 1})
    conv = {"name": "conv2d", "channels": 3, "kernel": 3, "stride": 2, "padding": 1, "activation": "tanh"}
    yield "convolution", digits(conv, "flatten", units)
    yield "convolutions", digits({"name": "conv2d", "channels": 2}, "batch_norm", conv, "layer_norm", "flatten")
    yield "without its bias", digits({"name": "conv2d", "channels": 2, "kernel": 5, "bias": False}, "flatten")
    yield (
        "pooling",
        digits(
            {"name": "max_pool2d", "kernel": 3, "stride": 2}, conv, {"name": "avg_pool2d", "kernel": 2, "stride": 1}, "flatten"
        ),
    )
    yield "residual over maps", digits({**conv, "stride": 1}, {**conv, "stride": 1}, {"name": "residual", "over": 1}, "flatten")
    yield "moments of a sequence", {"data": {"name": "remember_first"}, **kinds("layer_norm", "batch_norm", "flatten")}
    yield "one input", {"data": {"name": "noisy_line"}}
    yield "four inputs", {"data": {"name": "iris"}}


def through_time():
    data = {"name": "remember_first", "lag": 5, "samples": 100}
    for name in ("rnn", "gru", "lstm"):
        last, every = {"name": name, "units": 4}, {"name": name, "units": 3, "returns": "all"}
        yield name, {"data": data, **kinds(last, {"name": "dense", "units": 5})}
        yield f"{name} over {name}", {"data": data, **kinds(every, "layer_norm", every, {"name": "residual", "over": 1}, last)}
        yield f"{name} without its biases", {"data": {"name": "sine_sequence"}, **kinds({**last, "bias": False})}
    yield "rnn of relu", {"data": data, **kinds({"name": "rnn", "units": 4, "nonlinearity": "relu"})}


def test_the_pages_forward_pass_equals_the_engines(tmp_path):
    file = tmp_path / "vectors.json"
    file.write_text(
        json.dumps(
            [
                *(vector(name, recipe) for name, recipe in recipes()),
                *(vector_by_torch(name, recipe) for name, recipe in [*recipes(), *through_time()]),
            ]
        )
    )
    path = os.pathsep.join([str(ROOT / ".venv/bin"), os.environ["PATH"]])
    done = subprocess.run(
        [shutil.which("node", path=path), str(ROOT / "tests/js/forward_vectors.js"), str(file)],
        capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    assert "values compared" in done.stdout
