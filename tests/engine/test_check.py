"""The gradient check: every gradient fault is caught by its name, nobody who is right is accused, and its columns are true."""

import numpy as np
import pytest
import torch

from engine.check import LADDER, MOST, WRONG, batch_of, by_autograd, by_differences, check
from engine.faults import registry as faults
from engine.plan import Plan
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.random_specs import random_spec

CAUGHT = [entry.model_fields["name"].default for entry in faults if entry.caught]
OTHERS = [entry.model_fields["name"].default for entry in faults if not entry.caught]


def moment(spec, epochs: int) -> tuple[Plan, State]:
    plan = Plan(spec)
    return plan, train([Member(plan, State.begin(plan))], epochs)[0].state


@pytest.mark.parametrize("start", range(0, 200, 25))
def test_none_of_200_healthy_random_specs_is_accused(start):
    for number in range(start, start + 25):
        spec = random_spec(number)
        while Plan(spec).counts.sum() > MOST:  # nobody is offered a check of these
            number += 200
            spec = random_spec(number)
        report = check(*moment(spec, number % 4))
        assert report["verdict"] == "ok", (number, report)


def test_nearly_every_parameter_is_really_compared():
    """A check that leaves everything out accuses nobody either."""
    reports = [check(*moment(random_spec(number), 0)) for number in range(40)]
    layers = [layer for report in reports for layer in report["layers"]]
    assert sum(layer["compared"] for layer in layers) > 0.95 * sum(layer["parameters"] for layer in layers)


def planted(number: int, *names: str):
    """A random spec with these faults, or None where one of them would change nothing."""
    try:
        return parse({**random_spec(number).expanded(), "faults": names})
    except Refused:
        return None


@pytest.mark.parametrize("name", CAUGHT)
def test_each_gradient_fault_is_caught_and_named_on_random_specs(name):
    specs = [spec for number in range(60) if (spec := planted(number, name))][:12]
    assert len(specs) >= 5
    for spec in specs:
        assert check(*moment(spec, 0))["verdict"] == name, spec


@pytest.mark.parametrize("name", OTHERS)
def test_of_the_other_faults_it_says_why_it_cannot_see_them(name):
    specs = [spec for number in range(60) if (spec := planted(number, name))][:5]
    assert specs
    for spec in specs:
        report = check(*moment(spec, 0))
        assert report["verdict"] == "ok" and [one["name"] for one in report["unseen"]] == [name]
        assert report["unseen"][0]["why"].endswith(".")


@pytest.mark.parametrize("names", [("derivative_wrong_form", "derivative_wrong_layer"), ("missing_minus", "bias_not_updated")])
def test_two_at_once_are_told_apart(names):
    network = {"layers": [{"name": "dense", "units": 4, "activation": "sigmoid"}]}
    report = check(*moment(parse({"network": network, "faults": names}), 2))
    assert report["verdict"] == "+".join(names) and report["suspects"] == list(names)


def test_a_mistake_that_nobody_knows_is_caught_without_a_name(monkeypatch):
    """A backward pass changed by hand: the second layer's slopes a tenth too large."""
    from engine.activations.base import Activation
    from engine.activations.tanh import Tanh

    right = Tanh.backward
    plan = Plan(parse({}))
    assert check(plan, State.begin(plan))["verdict"] == "ok"
    monkeypatch.setattr(Tanh, "backward", staticmethod(lambda grad, z, a, out: right(grad, z, a, out).mul_(1.1)))
    monkeypatch.setattr(Tanh, "bound_back", classmethod(Activation.bound_back.__func__))  # by the rule just put in
    report = check(plan, State.begin(plan))
    assert report["verdict"] == "unknown" and report["suspects"] == []
    assert [layer["differences"] > WRONG for layer in report["layers"]] == [True, True, False]


def test_the_columns_are_those_of_torch_and_of_the_definition():
    """Autograd's column beside a network written out here, the quotients beside (L(w + h) − L(w − h)) ÷ 2h of it."""
    plan = Plan(
        parse({"network": {"layers": [{"name": "dense", "units": 3, "activation": "tanh"}]}, "training": {"batch_size": 8}})
    )
    params, batch = State.begin(plan).params.double(), batch_of(plan, 0)
    one, two = plan.slots

    def loss(flat):
        w, v = flat[: one.stop].view(3, 3), flat[two.start :].view(4, 1)
        y = torch.tanh(batch.x.T @ w) @ v[:-1] + v[-1]
        return torch.nn.functional.binary_cross_entropy_with_logits(y, batch.y.T)

    leaf = params.clone().requires_grad_()
    loss(leaf).backward()
    assert torch.allclose(by_autograd(plan, params, batch), leaf.grad, rtol=1e-12, atol=1e-15)
    steps = by_differences(plan, params, batch, leaf.grad)
    with pytest.raises(StopIteration) as done:
        while True:
            next(steps)
    quotients, errors = done.value.value
    assert torch.allclose(quotients, leaf.grad, rtol=1e-6, atol=1e-9)
    away = (quotients - leaf.grad).abs()
    assert (away <= errors).all()  # each quotient is as good as it says


def test_a_corner_is_left_out_not_judged():
    """ReLU units whose weights are all 0 stand in their corner for every point: two slopes, and no saying which."""
    network = {"layers": [{"name": "dense", "units": 3, "activation": "relu"}], "initializer": {"name": "normal"}}
    plan = Plan(parse({"network": network}))
    state = State.begin(plan)
    state.params[: plan.slots[0].stop] = 0
    report = check(plan, state)
    assert report["verdict"] == "ok" and report["layers"][0]["compared"] == 0


def test_numbers_that_are_none_leave_it_undecided():
    plan = Plan(parse({}))
    state = State.begin(plan)
    state.params[3] = float("nan")
    assert check(plan, state)["verdict"] == "undecided"


def test_the_largest_network_allowed_takes_seconds():
    network = {"layers": [{"name": "dense", "units": 60}, {"name": "dense", "units": 64}]}
    plan = Plan(parse({"network": network}))
    assert 4000 < plan.counts.sum() <= 5000
    report = check(plan, State.begin(plan))
    assert report["verdict"] == "ok" and len(LADDER) == 4 and np.isfinite(report["loss"])
