"""Attacks beside the closed form of a linear model, difference quotients through our own forward pass, and their own bounds."""

from base64 import b64decode

import numpy as np
import pytest
import torch

from engine.after.attack import GRID, METHODS, STEPS, attack, fgsm, pgd
from engine.after.trained import Trained
from engine.space import space_of
from tests.engine.after.grounds import DIGITS, LINE, LINEAR, PLANE, SEQUENCE, answers, last, trained


def losses(plan, outputs, y):
    return torch.stack([plan.spec.loss.in_torch()(o[None], t[None]) for o, t in zip(outputs, y, strict=True)])


@pytest.mark.parametrize("spec", [PLANE, SEQUENCE, DIGITS, {"data": {"name": "wine", "standardize": True}}, LINE])
def test_the_way_uphill_is_the_slope_of_our_own_loss(spec):
    """Central differences of the loss that our forward pass computes, one coordinate at a time, through the inputs."""
    plan, state = trained(spec, 3)
    network, space = Trained(plan, state), space_of(plan, 4)
    u = space.start.clone()
    count = len(u)
    slope = space.pull(u, network.slope(space.inputs(u), space.y)) * (1 if plan.spec.loss.summed else count)
    for coordinate in range(0, u.shape[1], max(1, u.shape[1] // 7)):
        step = torch.zeros(u.shape[1], dtype=torch.float64)
        step[coordinate] = 1e-5
        up, down = (losses(plan, answers(plan, state, space.inputs(u + sign * step)), space.y) for sign in (1, -1))
        assert slope[:, coordinate].numpy() == pytest.approx(((up - down) / 2e-5).numpy(), rel=1e-4, abs=1e-8)


def test_on_a_linear_model_both_attacks_are_the_exact_worst_case():
    """The margin w·x + b falls by ε·‖w‖₁ at most (the dual of the max norm), and one step of FGSM takes all of it."""
    plan, state = trained(LINEAR, 40)
    report = last(attack(plan, state))
    w, b = state.params.double()[:2], state.params.double()[2]
    split = plan.data
    x, sign = torch.from_numpy(split.test_points), torch.from_numpy(np.where(split.test_targets == 1, 1.0, -1.0))
    margin = sign * (x @ w + b)
    expected = [float((margin - epsilon * w.abs().sum() > 0).double().mean()) for epsilon in report["epsilons"]]
    assert expected[0] > 0.9 > expected[-1] + 0.1
    assert report["score"]["fgsm"] == pytest.approx(expected) and report["score"]["pgd"] == pytest.approx(expected)


def test_on_a_linear_regression_the_worst_error_is_exact():
    plan, state = trained(LINE, 30)
    report = last(attack(plan, state))
    w, b = state.params.double()[:2], state.params.double()[2]
    error = (torch.from_numpy(plan.data.test_points) @ w + b - torch.from_numpy(plan.data.test_targets)).abs()
    for epsilon, found in zip(report["epsilons"], report["score"]["fgsm"], strict=True):
        assert found == pytest.approx(float((error + epsilon * w.abs().sum()).square().mean().sqrt()), rel=1e-6)


@pytest.mark.parametrize("spec", [{}, PLANE, DIGITS, SEQUENCE, {"data": {"name": "iris"}}])
def test_nothing_moves_at_zero_and_nobody_beyond_epsilon_and_more_never_helps(spec):
    plan, state = trained(spec, 15)
    report = last(attack(plan, state, 60))
    outputs = answers(plan, state, plan.x[plan.train_count :, :-1])[:60]
    said = (outputs[:, 0] > plan.spec.loss.threshold()).long() if outputs.shape[1] == 1 else outputs.argmax(1)
    clean = float((said == torch.from_numpy(plan.labels[plan.train_count :])[:60]).double().mean())
    assert len(report["epsilons"]) == GRID + 1 and report["epsilons"][0] == 0
    for method in METHODS:
        assert report["score"][method][0] == pytest.approx(clean)
    assert all(after <= before for before, after in zip(report["score"]["pgd"], report["score"]["pgd"][1:], strict=False))
    network, space = Trained(plan, state), space_of(plan, 60)
    epsilon = space.largest / 2
    for u in (fgsm(network, space, epsilon), last(pgd(network, space, epsilon, space.start))):
        assert float((u - space.start).abs().max()) <= epsilon * (1 + 1e-12)
        assert float(u.min()) >= space.low and float(u.max()) <= space.high


def test_many_small_steps_find_what_one_step_does_not():
    """On a bent boundary FGSM overshoots; PGD fools at least as many, and here clearly more."""
    score = last(attack(*trained({}, 60)))["score"]
    assert score["pgd"][-1] < score["fgsm"][-1] - 0.03
    assert STEPS == 20


def test_the_examples_tell_what_became_of_them():
    plan, state = trained(DIGITS, 30)
    report = last(attack(plan, state, 80))
    assert report["unit"] == "ink" and report["shape"] == [64] and len(report["worst"]) == 6
    one = report["worst"][0]
    levels = np.frombuffer(b64decode(one["places"]["pgd"]), np.uint8).reshape(GRID + 1, 64)
    assert levels[0].tolist() == np.round(plan.data.test_points[one["number"] - 1] / 16 * 255).tolist()
    assert one["called"]["pgd"][0] == one["is"] != one["called"]["pgd"][-1]
    most = np.abs(levels[-1].astype(int) - levels[0]).max()
    assert most <= round(report["epsilons"][-1] * 255) + 1
    assert one["is"] == plan.data.test_targets[one["number"] - 1]


def test_the_plane_carries_its_map_and_where_the_points_went():
    plan, state = trained({}, 20)
    plane = last(attack(plan, state))["plane"]
    side, half, middle = plane["side"], plane["half"], plane["middle"]
    row, column = 5, 40
    x = middle[0] + ((column + 0.5) / side * 2 - 1) * half
    y = middle[1] - ((row + 0.5) / side * 2 - 1) * half
    said = answers(plan, state, torch.tensor([[x, y]]))[0, 0] > plan.spec.loss.threshold()
    assert plane["cells"][row * side + column] == int(said)
    first = plan.data.test_points[:150].tolist()
    assert plane["places"]["pgd"][0] == [[pytest.approx(v, rel=1e-4) for v in point] for point in first]
    assert last(attack(*trained({"data": {"name": "iris"}}, 1)))["plane"] is None


def test_weights_that_are_no_numbers_are_said_to_be_none():
    plan, state = trained({}, 0)
    state.params[0] = torch.nan
    assert last(attack(plan, state)) == {"epoch": 0, "points": 250, "of": 250, "task": "binary", "unit": "axis", "sound": False}
