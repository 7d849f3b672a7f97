"""One epoch of a run, differentiated: beside least squares in NumPy, where all is known, and beside torch.func elsewhere."""

import numpy as np
import pytest
import torch

from engine.curvature.moment import Moment
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train
from tests.engine.curvature.ground import LINE, SMALL, hessian, moment


def least_squares(at: Moment) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(w, A, t) of the mean of (A·w − t)², A with a column of ones."""
    a = at.plan.x[: at.plan.train_count].double().numpy()
    return at.state.params.double().numpy(), a, at.plan.y[: at.plan.train_count, 0].double().numpy()


def test_on_a_parabola_everything_is_what_least_squares_say():
    at = moment(LINE, 5)
    w, a, t = least_squares(at)
    slope, bend = 2 / len(a) * a.T @ (a @ w - t), 2 / len(a) * a.T @ a
    np.testing.assert_allclose(at.gradient.detach(), slope, rtol=1e-10)
    for v in np.eye(3):
        np.testing.assert_allclose(at.product(torch.from_numpy(v)), bend @ v, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(at.step, -0.01 * slope, rtol=1e-4)  # the engine's own step, in float32
    assert at.size == 3 and at.points == len(a) and at.all and at.rate == 0.01 and at.edge == pytest.approx(200)
    for number, row in enumerate(at.x[:4].flatten(1).numpy()):
        point = np.append(row, 1.0)
        target = float(at.y[number, 0])
        np.testing.assert_allclose(at.single(number), 2 * (point @ w - target) * point, rtol=1e-10)
    elsewhere = State.begin(at.plan)
    there = elsewhere.params.double().numpy()
    some = torch.tensor([0, 3, 7])
    np.testing.assert_allclose(at.slope_at(elsewhere), 2 / len(a) * a.T @ (a @ there - t), rtol=1e-10)
    np.testing.assert_allclose(at.slope_at(elsewhere, some), 2 / 3 * a[some].T @ (a[some] @ there - t[some]), rtol=1e-10)


@pytest.mark.parametrize("spec", [SMALL, SMALL | {"regularization": {"l2": 0.1}}], ids=["plain", "penalised"])
def test_products_are_those_with_the_whole_hessian(spec):
    at = moment(spec, 10)
    whole = hessian(at)
    for seed in range(3):
        v = torch.randn(at.size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        torch.testing.assert_close(at.product(v), whole @ v, rtol=1e-9, atol=1e-11)
    step = torch.zeros(at.size, dtype=torch.float64)
    step[2] = 1e-5
    parameters = torch.cat([p.detach().flatten() for p in at.parameters])
    losses = []
    for sign in (1, -1):
        with torch.no_grad():
            torch.nn.utils.vector_to_parameters(parameters + sign * step, at.model.parameters())
            losses.append(float(at._loss(at.model, at.x, at.y)))
    assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(float(at.gradient[2]), rel=1e-6, abs=1e-10)


def test_the_mean_of_single_gradients_is_the_gradient_without_penalties():
    plain, pulled = moment(SMALL, 3), moment(SMALL | {"regularization": {"l2": 0.5}}, 0)
    singles = torch.stack([plain.single(number) for number in range(plain.points)]).mean(0)
    torch.testing.assert_close(singles, plain.gradient.detach(), rtol=1e-9, atol=1e-12)
    alone = torch.stack([pulled.single(number) for number in range(pulled.points)]).mean(0)
    weights = torch.cat([p.detach().flatten() * (p.dim() == 2) for p in pulled.parameters])
    torch.testing.assert_close(alone + 0.5 * weights, pulled.gradient.detach(), rtol=1e-9, atol=1e-12)


def test_the_next_step_is_the_runs_own():
    """Adam's, on the batch that comes next: the state a longer run reaches after one step more."""
    spec = SMALL | {"optimizer": {"name": "adam"}, "training": {"epochs": 4, "batch_size": None}}
    at = moment(spec, 3)
    plan = Plan(parse(spec | {"training": {"epochs": 9, "batch_size": None}}))
    longer = train([Member(plan, State.begin(plan))], 4)[0].state
    assert torch.equal(at.next.params, longer.params) and at.state.epoch == 3, "the moment itself stays where it is"


def test_batches_cut_an_epochs_order_in_pieces():
    at = moment(SMALL | {"training": {"batch_size": 10}})
    steps = at.plan.steps_per_epoch
    for epoch in (1, 2):
        seen = torch.cat([at.batch((epoch - 1) * steps + index) for index in range(steps)])
        assert seen.equal(at.plan.order(epoch)) and sorted(seen.tolist()) == list(range(at.plan.train_count))
    assert not at.batch(0).equal(at.batch(steps))


def test_the_rate_follows_schedule_and_edits():
    spec = SMALL | {"optimizer": {"name": "sgd", "lr": 0.4}, "schedule": {"name": "step", "every": 2, "gamma": 0.5}}
    assert [moment(spec, epochs).rate for epochs in (0, 1, 2, 4)] == pytest.approx([0.4, 0.4, 0.2, 0.1])
    assert moment(SMALL | {"optimizer": {"name": "adam"}}).edge is None


def test_a_plane_has_no_curvature_and_lost_weights_no_soundness():
    flat = moment({"data": {"name": "noisy_line"}, "loss": {"name": "mae"}, "network": {"layers": []}})
    assert not flat.product(torch.ones(flat.size, dtype=torch.float64)).any() and flat.sound
    flat.state.params[0] = float("inf")
    assert not flat.sound
