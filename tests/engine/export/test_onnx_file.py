"""ONNX files answer as the engine does, judged by ONNX's own reference evaluator."""

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from engine import hyper
from engine.evaluation import Evaluation
from engine.export import onnx_file
from engine.plan import Plan
from engine.reference import inputs
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

RECIPES = {
    "plane": {
        "network": {"layers": [{"name": "dense", "dropout": 0.2}, {"name": "layer_norm"}, {"name": "residual", "over": 1}]}
    },
    "pictures": {
        "data": {"name": "digits"},
        "network": {"layers": [{"name": "conv2d"}, {"name": "batch_norm"}, {"name": "max_pool2d"}, {"name": "flatten"}]},
    },
    "sequences": {
        "data": {"name": "remember_first", "lag": 4, "samples": 90},
        "network": {"layers": [{"name": "lstm", "units": 5}]},
    },
}


@pytest.mark.parametrize("name", RECIPES)
def test_an_onnx_file_answers_as_the_engine_does(name):
    plan = Plan(parse(RECIPES[name] | {"training": {"epochs": 2, "batch_size": 20}}))
    state = train([Member(plan, State.begin(plan))], 2)[0].state
    model = onnx.load_from_string(onnx_file.as_onnx(plan, state))
    onnx.checker.check_model(model)
    evaluation = Evaluation([plan], 1, hyper.loss_settings([plan]))
    evaluation.params.copy_(state.params)
    evaluation.buffers.copy_(state.buffers)
    evaluation.losses()
    for points in (1, 9):  # any number of them, not the one it was exported with
        [outputs] = ReferenceEvaluator(model).run(["outputs"], {"inputs": inputs(plan)[:points].numpy()})
        np.testing.assert_allclose(outputs, evaluation.outputs[0, :, :points].T.numpy(), rtol=1e-4, atol=1e-5)
