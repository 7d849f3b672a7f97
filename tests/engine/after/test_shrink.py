"""Shrinking beside torch.nn.utils.prune and PyTorch's own quantization of the same weights."""

import copy

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from engine import reference
from engine.after import shrink
from engine.audit import sequential
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

RECIPE = {"training": {"epochs": 20}, "network": {"layers": [{"name": "dense", "units": 12}, {"name": "dense", "units": 7}]}}
PICTURES = {
    "data": {"name": "digits"},
    "network": {"layers": [{"name": "conv2d", "channels": 3}, {"name": "flatten"}, {"name": "dense", "units": 5}]},
    "training": {"epochs": 2},
}


@pytest.fixture(scope="module", params=[RECIPE, PICTURES], ids=["plane", "pictures"])
def trained(request):
    plan = Plan(parse(request.param))
    return plan, train([Member(plan, State.begin(plan))], 20)[0].state


def report(plan, state) -> dict:
    steps = shrink.work(plan, state)
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as done:
            assert shares == sorted(shares) and shares[-1] == 1
            return done.value


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.95])
def test_pruning_is_torchs(trained, share):
    plan, state = trained
    model = reference.build(plan, torch.float32, state.params, state.buffers)
    modules = [(module, "weight") for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d)]
    prune.global_unstructured(modules, prune.L1Unstructured, amount=share)
    ours = sequential(plan, shrink.pruned(state.params, shrink.weights_of(plan), share), state.buffers)
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            assert ours[f"{name}.weight"].equal(module.weight.detach()) and ours[f"{name}.bias"].equal(module.bias.detach())


@pytest.mark.parametrize("bits", [8, 4, 2])
def test_quantization_is_torchs(trained, bits):
    plan, state = trained
    before = sequential(plan, state.params, state.buffers)
    ours = sequential(plan, shrink.quantized(state.params, shrink.weights_of(plan), bits), state.buffers)
    levels = 2 ** (bits - 1) - 1
    for name, weight in before.items():
        if name.endswith("bias"):
            assert ours[name].equal(weight)
            continue
        step = weight.abs().max().item() / levels
        expected = torch.fake_quantize_per_tensor_affine(weight, step, 0, -levels, levels)
        # PyTorch multiplies by 1/step where we divide: a weight within rounding of the middle may go to the level beside.
        assert ((ours[name] - expected).abs() > 1e-6 * weight.abs().max()).float().mean() < 0.01
        torch.testing.assert_close(ours[name], expected, rtol=0, atol=step * 1.001)
        assert len(torch.unique(ours[name])) <= 2 * levels + 1


def test_scores_are_those_of_the_shrunken_network_in_pytorch(trained):
    plan, state = trained
    found = report(plan, state)
    x, y, cut = reference.inputs(plan), plan.y, plan.train_count
    criterion = plan.spec.loss.in_torch()
    for share, bits in ((0.0, 32), (0.5, 32), (0.9, 4), (0.0, 2)):
        setting = found["settings"][shrink.SHARES.index(share)][shrink.BITS.index(bits)]
        places = shrink.weights_of(plan)
        small = shrink.quantized(shrink.pruned(state.params, places, share), places, bits)
        model = reference.build(plan, torch.float32, small, state.buffers).eval()
        with torch.no_grad():
            outputs = model(x)
        assert setting["test_loss"] == pytest.approx(criterion(outputs[cut:], y[cut:]).item(), rel=1e-4)
        right = outputs[cut:].argmax(1) == y[cut:].argmax(1) if plan.classes > 2 else (outputs[cut:] > 0) == (y[cut:] > 0.5)
        assert setting["score"] == pytest.approx(right.float().mean().item(), abs=1e-6)


def test_a_network_as_trained_has_its_own_score_and_every_weight(trained):
    plan, state = trained
    found = report(plan, state)
    [whole] = [found["settings"][0][0]]
    weights = sum(layer["weights"] for layer in found["layers"])
    assert whole["kept"] == weights == sum(whole["histogram"]) and whole["bytes"] == 4 * int(plan.counts.sum())
    assert all(layer["moved"] == 0 for layer in whole["layers"])
    for row, share in zip(found["settings"], found["shares"], strict=True):
        assert row[0]["kept"] == weights - round(share * weights)
        assert all(sum(setting["histogram"]) == weights for setting in row)
    sizes = np.array([[setting["bytes"] for setting in row] for row in found["settings"]])
    assert (np.diff(sizes, axis=0) <= 0).all()
    assert (np.diff(sizes[:6], axis=1) <= 0).all()  # with hardly a weight left, the steps' own bytes weigh more than bits save


def test_bytes_by_hand():
    # 10 parameters, of them 8 weights in one layer. 8 bits: 8 bytes, a step of 4, two biases of 4.
    assert shrink.size(10, [8], [8], 32) == 40
    assert shrink.size(10, [8], [8], 8) == 8 + 4 + 8
    # Two weights kept of 8, at 8 bits: 16 bits and 8 places of one bit are 3 bytes.
    assert shrink.size(10, [8], [2], 8) == 3 + 4 + 8
    # Seven kept: the bits that say which would cost more than they save.
    assert shrink.size(10, [8], [8], 2) == 2 + 4 + 8


def test_a_network_of_zeros_can_be_shrunk(trained):
    plan, state = trained
    empty = copy.copy(state)
    empty.params, empty.slots = torch.zeros_like(state.params), {}
    assert report(plan, empty)["settings"][3][1]["kept"] == 0
