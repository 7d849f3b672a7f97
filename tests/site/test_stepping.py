"""The step a link's tip shows is the step the engine made, to 1e-6 of the weights, or it is not shown."""

import json

import numpy as np
import pytest

from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from playground.runs import pictures
from tests.live.test_js import run

STEPS = """
import { readFileSync } from "node:fs";
import { stepOf } from "./static/js/network/stepping.js";
const { stepping, gradients, lr } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(gradients.map((_, index) => stepOf(stepping, gradients, lr, index))));
"""
FULL = {"batch_size": None, "epochs": 2}
TOLD = [
    {"training": FULL},
    {"training": {**FULL, "clip_norm": 0.05}, "optimizer": {"lr": 0.3}},
    {"training": {**FULL, "clip_value": 0.01, "clip_norm": 0.05}, "regularization": {"l2": 0.1, "l1": 0.01}},
    {"training": FULL, "schedule": {"name": "cosine", "warmup": 1}, "optimizer": {"lr": 1}},
]


def shown(spec, frame: np.ndarray, lr: float) -> np.ndarray:
    """The step of every parameter as the page computes it from a key frame's gradients."""
    given = {"stepping": pictures.picture(spec)["stepping"], "gradients": frame.tolist(), "lr": lr}
    return np.array(json.loads(run("--input-type=module", "--eval", STEPS, input=json.dumps(given))))


@pytest.mark.parametrize("recipe", TOLD, ids=range(len(TOLD)))
def test_the_next_step_and_the_step_made_are_the_engines(recipe):
    """One step an epoch: epoch 0 shows the gradient before its step, epoch 1 the gradient of the step already made."""
    spec = parse(recipe)
    plan = Plan(spec)
    [outcome] = train([Member(plan, State.begin(plan))], 2)
    frames = [decode_frame(plan.frame_schema, data)[1] for _, _, data in outcome.key_frames]
    made = frames[1]["weights"].astype(float) - frames[0]["weights"]
    assert np.abs(made).max() > 1e-4
    for at in (0, 1):
        step = shown(spec, frames[at]["gradients"], float(outcome.columns["lr"][at]))
        np.testing.assert_allclose(step, made, atol=1e-6)


@pytest.mark.parametrize(
    "recipe",
    [
        {"optimizer": {"name": "adam"}},
        {"optimizer": {"name": "momentum"}},
        {"regularization": {"decay": 0.1}},
        {"schedule": {"name": "cosine"}, "training": {"batch_size": 32}},  # 250 = 7 × 32 + 26: the recorded rate is the tail's
    ],
)
def test_where_the_gradient_does_not_tell_the_step_none_is_shown(recipe):
    assert pictures.picture(parse(recipe))["stepping"] is None
