"""What a single step tells about itself: its points, its loss and its gradient, held to autograd on those very points."""

import pytest
import torch

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train_batches


def walk(plan: Plan, count: int) -> list[dict]:
    """Probes of the first `count` single steps."""
    state, probes = State.begin(plan), []
    for _ in range(count):
        outcome = train_batches(Member(plan, state), 1)
        state = outcome.state
        probes.append(outcome.probe)
    return probes


def loss_on(plan: Plan, parameters: torch.Tensor, points: list[int]) -> torch.Tensor:
    """Mean binary cross-entropy of some training points, written out once more."""
    a = plan.data.train_x[points]
    a = torch.as_tensor(a, dtype=torch.float64)
    for number, slot in enumerate(plan.slots):
        block = parameters[slot.start : slot.stop].reshape(slot.fan_in + 1, slot.fan_out)
        z = a @ block[:-1] + block[-1]
        a = z if number == len(plan.slots) - 1 else torch.tanh(z)
    y = torch.as_tensor(plan.data.train_targets[points], dtype=torch.float64).reshape(-1, 1)
    return torch.nn.functional.binary_cross_entropy_with_logits(a, y)


def test_points_loss_gradient_and_weights_belong_together():
    plan = Plan(parse({"training": {"batch_size": 32}}))
    before = plan.initial().double()
    seen = []
    for probe in walk(plan, 8):
        parameters = before.clone().requires_grad_()
        loss = loss_on(plan, parameters, probe["points"])
        loss.backward()
        assert probe["loss"] == pytest.approx(loss.item(), rel=1e-4)
        assert probe["gradients"] == pytest.approx(parameters.grad.tolist(), rel=1e-3, abs=1e-6)
        assert probe["weights"] == pytest.approx((before - 0.03 * parameters.grad).tolist(), rel=1e-4, abs=1e-6)
        before = torch.tensor(probe["weights"], dtype=torch.float64)
        seen += probe["points"]
    assert sorted(seen) == list(range(250))  # an epoch sees every training point once; its last batch is the rest
    assert len(probe["points"]) == 250 - 7 * 32


def test_a_large_network_tells_no_parameter_one_by_one():
    layers = [{"name": "dense", "units": 64}, {"name": "dense", "units": 64}]
    probe = walk(Plan(parse({"network": {"layers": layers}})), 1)[0]
    assert "weights" not in probe
    assert len(probe["points"]) == 32
