"""Whole runs: fifty random recipes trained by the engine and by idiomatic PyTorch, both judged by PyTorch in float64."""

import numpy as np
import pytest
import torch

from engine import optimizers, reference
from engine.activations import registry as activations
from engine.plan import Plan
from engine.spec import REGISTRIES, Spec, parse
from engine.state import State
from engine.training import Member, Outcome, train
from tests.engine.random_specs import FIRST_ORDER, random_spec

RUNS, EPOCHS = 50, 15

# Two float32 programs that round differently drift from the exact run at one rate: both drifts are sums of roundings of
# the same size, carried on by the same dynamics. So neither can be held to zero, only to the other: the engine's largest
# drift so far must stay within FACTOR times that of PyTorch's own float32 run (measured: at most 1.8 times where either
# drift is more than a few units in the last place). ROUNDING, four units in the last place of the largest value,
# covers runs in which PyTorch happens to round to the exact number.
FACTOR, ROUNDING = 4.0, 5e-7

# A rule that goes by signs jumps: where the gradient of a saturated unit's bias, some 10⁻⁸, rounds to the other side of 0, that
# bias lands 2η away for good, which no loss notices. So many such jumps are allowed to the norm of a layer's weights.
BY_SIGN, JUMPS = {"lion"}, 2


def engine_run(spec: Spec) -> tuple[Plan, Outcome]:
    plan = Plan(spec)
    return plan, train([Member(plan, State.begin(plan))], spec.training.epochs)[0]


def series(plan: Plan, epochs: list[reference.Epoch]) -> dict[str, np.ndarray]:
    """The reference's numbers under the names of the engine's record columns, plus all weights."""
    columns = {name: [getattr(e, name) for e in epochs] for name in ("epoch", "step", "lr", "train_loss", "test_loss", "penalty")}
    first = 0
    for slot in plan.trained:
        own, first = slice(first, first + len(slot.blocks)), first + len(slot.blocks)
        columns[f"layer.{slot.index}.grad_norm"] = [norm(e.gradients[own]) for e in epochs]
        columns[f"layer.{slot.index}.weight_norm"] = [norm(e.weights[own]) for e in epochs]
    return {name: np.array(values, np.float64) for name, values in columns.items()}


def norm(matrices: list[torch.Tensor]) -> float:
    """‖·‖₂ of all numbers of a layer."""
    return torch.cat([matrix.flatten() for matrix in matrices]).norm().item()


def worst(ours: np.ndarray, single: np.ndarray, double: np.ndarray, jumps: float = 0.0) -> float:
    """Largest drift of ours as a share of what is allowed; ≤ 1 passes. Drifts are the largest so far, epoch by epoch."""
    drift = np.maximum.accumulate(np.abs(ours.astype(np.float64) - double))
    fair = np.maximum.accumulate(np.abs(single - double))
    return float((drift / (FACTOR * fair + ROUNDING * np.abs(double).max() + jumps + 1e-30)).max())


def shares(spec: Spec) -> dict[str, float]:
    """For every column, :func:`worst` of an engine run."""
    plan, outcome = engine_run(spec)
    single, double = (series(plan, list(reference.train(plan, dtype))) for dtype in (torch.float32, torch.float64))
    assert outcome.rows == len(double["epoch"]) == spec.training.epochs + 1
    for name in ("epoch", "step"):
        assert (outcome.columns[name] == double[name]).all()
    assert np.isfinite(double["train_loss"]).all()
    jumps = JUMPS * 2 * double["lr"].max() if spec.optimizer.name in BY_SIGN else 0.0
    return {
        name: worst(outcome.columns[name], single[name], double[name], jumps if name.endswith("weight_norm") else 0.0)
        for name in double
    }


@pytest.mark.parametrize("number", range(RUNS))
def test_a_run_agrees_with_pytorch_within_what_float32_allows(number):
    result = shares(random_spec(number, EPOCHS))
    assert max(result.values()) <= 1, {name: share for name, share in result.items() if share > 1}


def test_the_runs_above_use_every_entry():
    specs = [random_spec(number, EPOCHS) for number in range(RUNS)]
    used = {
        "data": {spec.data.name for spec in specs},
        "network.layers": {layer.name for spec in specs for layer in spec.network.layers},
        "network.initializer": {spec.network.initializer.name for spec in specs} | {"zeros"},
        "loss": {spec.loss.name for spec in specs},
        "optimizer": {spec.optimizer.name for spec in specs},
        "schedule": {spec.schedule.name for spec in specs},
    }
    known = {concept: set(registry.entries) for concept, registry in REGISTRIES.items()}
    known["optimizer"] = set(FIRST_ORDER)  # the others are held to SciPy and closed forms by their own twins
    flat = {"dense", "flatten", "batch_norm", "layer_norm", "dropout", "residual"}
    assert used == known | {"network.layers": flat}  # pictures: tests/engine/layers/test_truth_pictures.py
    dense = [layer for spec in specs for layer in spec.network.layers if layer.name == "dense"]
    assert {layer.activation for layer in dense} == set(activations.entries) and {layer.bias for layer in dense} == {True, False}
    fields = {
        "edits": [spec.edits for spec in specs],
        "dropout": [layer.dropout for layer in dense],
        "warmup": [spec.schedule.warmup for spec in specs],
        **{name: [getattr(spec.training, name) for spec in specs] for name in ("clip_norm", "clip_value")},
        **{name: [getattr(spec.regularization, name) for spec in specs] for name in ("l1", "l2", "decay")},
    }
    assert [name for name, values in fields.items() if not any(values) or all(values)] == []
    assert any(spec.training.clip_norm and spec.training.clip_value for spec in specs)


@pytest.mark.parametrize("error", [1e-3, 1e-5])
def test_an_update_that_is_wrong_by_a_thousandth_of_a_percent_is_seen(monkeypatch, error):
    """The judgement has teeth: the same comparison goes red for a rule that steps slightly too far."""
    spec = parse({"data": {"name": "circles", "samples": 60}, "training": {"epochs": EPOCHS, "batch_size": 5}})
    rule = optimizers.registry["sgd"]
    assert max(shares(spec).values()) <= 1
    right = rule.update
    too_far = staticmethod(lambda p, g, s, c, kind, tmp: right(p, g, s, {"lr": c["lr"] * (1 + error)}, kind, tmp))
    monkeypatch.setattr(rule, "update", too_far)
    assert max(shares(spec).values()) > 1


@pytest.mark.parametrize("rule", [{"stop_below": 0.5}, {"patience": 2}])
def test_a_run_stops_at_the_epoch_where_the_reference_stops(rule):
    spec = parse(
        {
            "data": {"name": "moons", "samples": 60},
            "optimizer": {"name": "adam", "lr": 0.1},
            "training": {"epochs": 200, "batch_size": 5, **rule},
        }
    )
    plan, outcome = engine_run(spec)
    expected = list(reference.train(plan))
    assert 1 < len(expected) < 200
    assert outcome.rows == len(expected)
    assert outcome.state.stopped == {"stop_below": "threshold", "patience": "patience"}[next(iter(rule))]
