"""Attributions beside autograd on the engine's reference network, plain loops, closed forms and the axiom of completeness."""

from base64 import b64decode

import numpy as np
import pytest
import torch

from engine import reference
from engine.after.attribution import METHODS, choose, integrated, occlusion, open_up, parts_of, saliency
from engine.after.trained import Trained
from engine.space import space_of
from tests.engine.after.grounds import DIGITS, LINE, LINEAR, PLANE, SEQUENCE, last, trained

CNN = {
    "data": {"name": "digits"},
    "network": {
        "layers": [{"name": "conv2d", "channels": 3, "activation": "relu"}, {"name": "flatten"}, {"name": "dense", "units": 6}],
    },
    "optimizer": {"name": "adam", "lr": 0.01},
}
WINE = {"data": {"name": "wine", "standardize": True}}
NETWORKS = {"dense": WINE, "plane": PLANE, "conv": CNN, "recurrent": SEQUENCE, "values": {"data": {"name": "diabetes"}}}


@pytest.fixture(scope="module", params=NETWORKS)
def asked(request):
    plan, state = trained(NETWORKS[request.param], 4)
    network, space = Trained(plan, state), space_of(plan, 40)
    return plan, state, network, space, *choose(network, space)


def sure(plan, state, x, said):
    """The output said, by torch.nn with the run's weights; sure of class 0 of two is the other way round."""
    model = reference.build(plan, torch.float64, state.params.double(), state.buffers.double()).eval()
    outputs = model(x.view(-1, *plan.slots[0].in_shape))
    if plan.task == "regression":
        return outputs[:, 0]
    if outputs.shape[1] == 1:
        return (outputs[:, 0] - plan.spec.loss.threshold()) * (2 * said - 1)
    return outputs[torch.arange(len(x)), said]


def cells(one: dict, method: str) -> np.ndarray:
    """A map of the report as numbers."""
    found = one["maps"][method]
    if isinstance(found["cells"], list):
        return np.array(found["cells"])
    return np.frombuffer(b64decode(found["cells"]), np.int8) / 127 * found["most"]


def by_hand(plan, space, u, which):
    """Inputs of coordinates, differentiable: each data set of NETWORKS written out."""
    split = plan.data
    shift, scale = torch.from_numpy(split.shift), torch.from_numpy(split.scale)
    if plan.spec.data.name == "moons":  # PLANE: x₁, x₂, x₁², sin x₂
        return (torch.stack([u[:, 0], u[:, 1], u[:, 0] ** 2, torch.sin(u[:, 1])], dim=1) - shift) / scale
    if plan.spec.data.name == "digits":
        return (u - shift) / scale
    seen = torch.from_numpy(split.train_x.astype(np.float64))
    rate = seen.std(correction=0) if len(plan.spec.data.shape()) == 2 else seen.std(0, correction=0)
    return plan.x[plan.train_count :, :-1][which].double() + u * rate


def test_saliency_is_autograds(asked):
    plan, state, network, space, which, said = asked
    u = space.start[which].clone().requires_grad_()
    (expected,) = torch.autograd.grad(sure(plan, state, by_hand(plan, space, u, which), said).sum(), u)
    torch.testing.assert_close(saliency(network, space, which, said), expected.abs(), rtol=1e-6, atol=1e-9)


def test_integrated_gradients_are_complete_and_those_of_a_plain_loop(asked):
    plan, state, network, space, which, said = asked
    found = last(integrated(network, space, which, said, 64))
    start, empty = space.start[which], space.empty[which]
    total = torch.zeros_like(start)
    for alpha in (np.arange(64) + 0.5) / 64:
        u = (empty + alpha * (start - empty)).requires_grad_()
        total += torch.autograd.grad(sure(plan, state, by_hand(plan, space, u, which), said).sum(), u)[0] / 64
    torch.testing.assert_close(found, total * (start - empty), rtol=1e-6, atol=1e-9)
    with torch.no_grad():
        here, there = (sure(plan, state, by_hand(plan, space, u, which), said) for u in (start, empty))
    report = last(open_up(plan, state))
    assert float(((found.sum(1) - (here - there)).abs() / found.abs().sum(1)).max()) < 0.01
    for one in report["examples"]:
        assert one["sum"] == pytest.approx(one["difference"], abs=0.0011 * np.abs(cells(one, "integrated")).sum() + 1e-6)
        assert one["difference"] == pytest.approx(one["output"] - one["baseline"], abs=1e-3 * max(1.0, abs(one["output"])))


def test_occlusion_is_a_plain_loop(asked):
    plan, state, network, space, which, said = asked
    parts = parts_of(plan, space)
    found = last(occlusion(network, space, which, said, parts))
    with torch.no_grad():
        for place in (0, len(which) - 1):
            one = which[place : place + 1]
            whole = sure(plan, state, by_hand(plan, space, space.start[one], one), said[place : place + 1])
            for part in range(0, len(parts), 5):
                u = space.start[one].clone()
                for coordinate in range(u.shape[1]):
                    if parts[part, coordinate]:
                        u[0, coordinate] = space.empty[one][0, coordinate]
                after = sure(plan, state, by_hand(plan, space, u, one), said[place : place + 1])
                assert float(found[place, part]) == pytest.approx(float(whole - after), abs=1e-9)


def test_the_baselines_are_an_empty_sheet_and_the_mean():
    plan, _ = trained(DIGITS, 0)
    assert (space_of(plan, 3).empty == 0).all()
    plan, _ = trained(PLANE, 0)
    np.testing.assert_allclose(space_of(plan, 3).empty[1], plan.data.train_points.mean(0))
    plan, _ = trained(WINE, 0)
    space = space_of(plan, 3)
    means = plan.data.train_x.astype(np.float64).mean(0)
    np.testing.assert_allclose(space.inputs(space.empty), np.tile(means, (3, 1)), atol=1e-9)


def test_on_a_linear_network_all_three_are_weights_and_differences():
    """w·x + b: saliency |w|, integrated and occlusion wᵢ(xᵢ − meanᵢ), on the side that is said."""
    plan, state = trained(LINEAR, 30)
    w, mean = state.params.double()[:2].tolist(), plan.data.train_points.mean(0)
    for one in last(open_up(plan, state))["examples"]:
        side = 1 if one["called"] == 1 else -1
        assert one["maps"]["saliency"]["cells"] == pytest.approx(np.abs(w).tolist(), rel=1e-4)
        expected = [side * w[i] * (one["seen"][i] - mean[i]) for i in (0, 1)]
        for method in ("integrated", "occlusion"):
            assert one["maps"][method]["cells"] == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_examples_are_right_ones_of_every_class_and_some_wrong_ones():
    plan, state = trained(CNN, 3)
    report = last(open_up(plan, state))
    right = [one for one in report["examples"] if one["is"] == one["called"]]
    wrong = [one for one in report["examples"] if one["is"] != one["called"]]
    assert [one["is"] for one in right] == list(range(10)) and 0 < len(wrong) <= 4
    labels = plan.labels[plan.train_count :]
    assert all(labels[one["number"] - 1] == one["is"] for one in report["examples"])
    asked_for = last(open_up(plan, state, 300))["examples"]
    assert asked_for[0]["number"] == 301 and len({one["number"] for one in asked_for}) == len(asked_for)


def test_a_picture_is_a_byte_a_pixel_and_squares_cover_every_pixel():
    plan, state = trained(CNN, 2)
    report = last(open_up(plan, state))
    one = report["examples"][3]
    assert np.frombuffer(b64decode(one["seen"]), np.uint8).tolist() == [
        round(level / 16 * 255) for level in plan.data.test_points[one["number"] - 1]
    ]
    network, space = Trained(plan, state), space_of(plan, 40)
    which = torch.tensor([one["number"] - 1])
    expected = saliency(network, space, which, torch.tensor([one["called"]]))[0]
    np.testing.assert_allclose(cells(one, "saliency"), expected, atol=one["maps"]["saliency"]["most"] / 200)
    parts = parts_of(plan, space).view(-1, 8, 8)
    assert len(parts) == 49 and (parts.sum((1, 2)) == 4).all() and parts.any(0).all()
    assert report["square"] == 4 and report["names"] == []


def test_a_sequence_is_told_step_by_step():
    plan, state = trained(SEQUENCE, 3)
    report = last(open_up(plan, state))
    network, space = Trained(plan, state), space_of(plan, 250)
    for one in report["examples"]:
        which, said = torch.tensor([one["number"] - 1]), torch.tensor([one["called"]])
        whole = saliency(network, space, which, said).view(4, 8)
        assert one["maps"]["saliency"]["cells"] == pytest.approx(whole.sum(1).tolist(), rel=1e-3, abs=1e-6)
        assert len(one["seen"]) == 32 and all(len(one["maps"][method]["cells"]) == 4 for method in METHODS)
        assert one["sum"] == pytest.approx(sum(one["maps"]["integrated"]["cells"]), abs=1e-3)


def test_arrows_lead_to_where_the_network_is_surer():
    plan, state = trained({}, 30)
    plane = last(open_up(plan, state))["plane"]
    u = torch.tensor(plane["points"], dtype=torch.float64).requires_grad_()
    x = (u - torch.from_numpy(plan.data.shift)) / torch.from_numpy(plan.data.scale)
    (expected,) = torch.autograd.grad(sure(plan, state, x, torch.tensor(plane["called"])).sum(), u)
    np.testing.assert_allclose(plane["arrows"], expected, rtol=1e-3, atol=1e-4)
    assert len(plane["points"]) == 150 and plane["empty"] == pytest.approx(plan.data.train_points.mean(0).tolist(), rel=1e-4)
    assert last(open_up(*trained(LINE, 1)))["plane"] is None


def test_weights_that_are_no_numbers_are_said_to_be_none():
    plan, state = trained({}, 0)
    state.params[0] = torch.nan
    report = last(open_up(plan, state))
    assert report["sound"] is False and "examples" not in report
