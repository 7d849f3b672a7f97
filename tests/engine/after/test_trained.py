"""A trained network to be questioned: beside a straight line in NumPy, our own forward pass, and difference quotients."""

import numpy as np
import pytest
import torch

from engine.after.trained import Trained
from engine.space import space_of
from tests.engine.after.grounds import DIGITS, LINEAR, PLANE, SEQUENCE, answers, trained


def test_a_straight_line_is_answered_as_numpy_works_it_out():
    plan, state = trained(LINEAR, 30)
    network, weights = Trained(plan, state), state.params.double().numpy()
    x = plan.x[plan.train_count :, :-1].double()
    z = x.numpy() @ weights[:2] + weights[2]
    np.testing.assert_allclose(network.outputs(x)[:, 0], z, rtol=1e-12, atol=1e-12)
    said = (z > 0).astype(int)
    assert network.said(network.outputs(x)).tolist() == said.tolist()
    sure = network.sureness(network.outputs(x), torch.from_numpy(said))
    np.testing.assert_allclose(sure, np.abs(z), rtol=1e-12)  # on its own side whatever it says
    np.testing.assert_allclose(network.sureness_slope(x, torch.from_numpy(said)), np.outer(2 * said - 1, weights[:2]), rtol=1e-12)
    # BCE of a logit: dL/dx = (σ(z) − t)·w ÷ n
    y = plan.y[plan.train_count :].double()
    share = (1 / (1 + np.exp(-z)) - y[:, 0].numpy()) / len(x)
    np.testing.assert_allclose(network.slope(x, y), np.outer(share, weights[:2]), rtol=1e-9)


@pytest.mark.parametrize("recipe", [PLANE, DIGITS, SEQUENCE], ids=["plane", "digits", "sequence"])
def test_any_network_answers_as_our_own_forward_pass_and_slopes_are_difference_quotients(recipe):
    plan, state = trained(recipe, 3)
    network, space = Trained(plan, state), space_of(plan, 6)
    np.testing.assert_allclose(network.outputs(space.x), answers(plan, state, space.x), rtol=1e-9, atol=1e-10)
    slope = network.slope(space.x, space.y)
    loss = plan.spec.loss.in_torch()
    for place in (0, slope.shape[1] // 2, slope.shape[1] - 1):
        step = torch.zeros_like(space.x)
        step[2, place] = 1e-6
        up, down = (float(loss(answers(plan, state, space.x + sign * step), space.y)) for sign in (1, -1))
        assert abs((up - down) / 2e-6 - float(slope[2, place])) < 1e-8


def test_how_far_an_answer_is_on_the_wrong_side():
    plan, state = trained(DIGITS, 0)
    outputs = torch.tensor([[1.0, 3.0, 2.0] + [0.0] * 7, [5.0, 1.0, 0.5] + [-1.0] * 7], dtype=torch.float64)
    labels = torch.tensor([2.0, 0.0], dtype=torch.float64)
    network = Trained(plan, state)
    assert network.miss(outputs, labels).tolist() == [1.0, -4.0]  # 3 − 2 of the best wrong one; 1 − 5
    assert network.sureness(outputs, torch.tensor([1, 0])).tolist() == [3.0, 5.0]
    binary, values = (Trained(*trained(recipe, 0)) for recipe in (LINEAR, {"data": {"name": "noisy_line"}}))
    assert binary.miss(torch.tensor([[2.0], [-3.0]]), torch.tensor([1.0, 1.0])).tolist() == [-2.0, 3.0]
    assert values.miss(torch.tensor([[2.0], [-3.0]]), torch.tensor([0.5, 1.0])).tolist() == [1.5, 4.0]


def test_weights_that_are_no_numbers_are_told():
    plan, state = trained(LINEAR, 0)
    assert Trained(plan, state).sound
    state.params[1] = float("nan")
    assert not Trained(plan, state).sound
