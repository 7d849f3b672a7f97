"""Planes beside scikit-learn and NumPy, the loss on them beside torch.nn; a race starts from the same bits."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from engine import reference, rng
from engine.plan import Plan
from engine.records import Schema, decode, decode_frame
from engine.spec import parse
from engine.state import State
from engine.trails import plane
from engine.trails.losses import losses
from engine.trails.result import FLOPS, SIDES, Trail, side_of, window_of, worked
from engine.training import Member, train

RACERS = ({"name": "sgd", "lr": 0.03}, {"name": "momentum", "lr": 0.01}, {"name": "adam", "lr": 0.03}, {"name": "lbfgs"})
BASE = {"training": {"epochs": 12, "batch_size": None}, "seed": 5}


def last(work):
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def trained(spec: dict, epochs: int = 12) -> tuple[Plan, Trail]:
    """Weights after every epoch, as key frames hold them."""
    plan = Plan(parse(spec))
    state = State.begin(plan)
    kept = [state.params.reshape(-1).numpy().copy()]
    for _ in range(epochs):
        [outcome] = train([Member(plan, state)], 1)
        state = outcome.state
        kept.append(state.params.reshape(-1).numpy().copy())
    return plan, Trail(
        plan.spec.optimizer.title, plan.spec.optimizer.lr, plan.spec.optimizer.name, np.arange(epochs + 1), np.stack(kept)
    )


@pytest.fixture(scope="module")
def raced() -> tuple[Plan, list[Trail]]:
    made = [trained(BASE | {"optimizer": racer}) for racer in RACERS[:3]]
    return made[0][0], [trail for _, trail in made]


def test_racers_of_one_seed_start_from_the_same_bits_and_see_the_same_batches():
    plans = [
        Plan(parse({"seed": 5, "optimizer": racer, **({"training": {"batch_size": None}} if racer["name"] == "lbfgs" else {})}))
        for racer in RACERS
    ]
    first = State.begin(plans[0])
    for plan in plans[1:]:
        assert torch.equal(State.begin(plan).params, first.params)
        assert torch.equal(plan.x, plans[0].x) and torch.equal(plan.y, plans[0].y)
        orders = [rng.permutation(one.spec.seed, 3, one.train_count) for one in (plan, plans[0])]
        assert torch.equal(*orders)
    other = Plan(parse({"seed": 6}))
    assert not torch.equal(State.begin(other).params, first.params), "another seed is another start"


def test_the_first_step_of_sgd_and_momentum_is_the_same_gradient():
    """Same weights, same first batch: at one rate their first step is the same, bit for bit."""
    one, other = ({"optimizer": {"name": name, "lr": 0.01}, "training": {"batch_size": None}} for name in ("sgd", "momentum"))
    assert (trained(one, 1)[1].weights == trained(other, 1)[1].weights).all()


def test_the_principal_plane_is_scikit_learns(raced):
    _, trails = raced
    every = np.concatenate([trail.weights for trail in trails]).astype(np.float64)
    truth = PCA(2).fit(every)
    found = plane.principal([trail.weights.astype(np.float64) for trail in trails])
    assert found.explained == pytest.approx(truth.explained_variance_ratio_, rel=1e-9)
    assert found.share(every) == pytest.approx(truth.explained_variance_ratio_.sum(), rel=1e-9)
    np.testing.assert_allclose(np.abs(found.directions @ truth.components_.T), np.eye(2), atol=1e-9)
    np.testing.assert_allclose(np.abs(found.place(every)), np.abs(truth.transform(every)), atol=1e-9)
    np.testing.assert_allclose(found.at(found.place(every)), truth.inverse_transform(truth.transform(every)), atol=1e-9)


def test_paths_that_stand_still_or_go_straight_have_a_plane_all_the_same():
    still = plane.principal([np.ones((4, 5))])
    assert still.place(np.ones((1, 5))) == pytest.approx(np.zeros((1, 2)))
    straight = plane.principal([np.outer(np.arange(4.0), np.eye(5)[2])])
    assert straight.explained == pytest.approx((1.0, 0.0)) and abs(straight.directions[0] @ straight.directions[1]) < 1e-12


def test_random_directions_are_as_long_as_each_units_weights_and_leave_biases(raced):
    plan, trails = raced
    weights = trails[0].weights[-1].astype(np.float64)
    found = plane.random(weights, plan.weights, 7)
    model = reference.build(plan, torch.float64, torch.from_numpy(weights), torch.zeros(0, dtype=torch.float64))
    linear = [one for one in model.modules() if isinstance(one, torch.nn.Linear)]
    turned = [
        one
        for one in reference.build(
            plan, torch.float64, torch.from_numpy(found.directions[0]), torch.zeros(0, dtype=torch.float64)
        ).modules()
        if isinstance(one, torch.nn.Linear)
    ]
    for here, there in zip(linear, turned, strict=True):
        torch.testing.assert_close(there.weight.norm(dim=1), here.weight.norm(dim=1))
        assert not there.bias.any()
    assert (plane.random(weights, plan.weights, 7).directions == found.directions).all()
    assert (plane.random(weights, plan.weights, 8).directions != found.directions).any()


def test_single_weights_stand_at_their_own_values(raced):
    _, trails = raced
    weights = trails[0].weights.astype(np.float64)
    found = plane.single(weights[-1], 3, 11)
    np.testing.assert_allclose(found.place(weights), weights[:, [3, 11]], atol=1e-12)
    np.testing.assert_allclose(found.at(found.place(weights[-1:]))[0], weights[-1], atol=1e-12)


@pytest.mark.parametrize("spec", [{}, {"data": {"name": "iris"}}, {"data": {"name": "regression_plane"}}])
def test_the_loss_on_the_plane_is_torchs(spec):
    plan, trail = trained(spec, 2)
    seen = plane.random(trail.weights[-1].astype(np.float64), plan.weights, 1)
    places = np.array([[0.0, 0.0], [0.7, -0.4], [-1.3, 2.0]])
    found = last(losses(plan, seen.at(places)))
    criterion = plan.spec.loss.in_torch()
    for weights, ours in zip(seen.at(places), found, strict=True):
        model = reference.build(plan, torch.float64, torch.from_numpy(weights), torch.zeros(0, dtype=torch.float64)).eval()
        with torch.no_grad():
            outputs = model(plan.x[: plan.train_count, :-1].double())
            targets = plan.y[: plan.train_count]
            theirs = criterion(outputs, targets.double())
        assert ours == pytest.approx(float(theirs), rel=2e-5)


def test_paths_and_ground_come_back_from_their_bytes(raced):
    plan, trails = raced
    short = Trail(*[getattr(trails[1], name) for name in ("title", "lr", "name")], trails[1].epochs[:6], trails[1].weights[:6])
    told, ground, walked, data = last(worked("principal", plan, [trails[0], short, trails[2]], 0, (0, 1), 11))
    _, sections = decode_frame(Schema.from_dict(ground), data)
    every = np.concatenate([trails[0].weights, short.weights, trails[2].weights]).astype(np.float64)
    truth = PCA(2).fit(every)
    size = 32 + len(walked["columns"]) * -(-4 * 13 // 8) * 8
    _, columns = decode(Schema.from_dict(walked), data[len(data) - size :])
    assert told["epochs"] == list(range(13))
    seen = np.stack([columns["2.x"], columns["2.y"]], axis=1)
    np.testing.assert_allclose(np.abs(seen), np.abs(truth.transform(trails[2].weights.astype(np.float64))), rtol=1e-4, atol=1e-5)
    assert (columns["1.x"][5:] == columns["1.x"][5]).all(), "who ended stays"
    (left, right), (bottom, top) = told["window"]
    assert right - left == pytest.approx(top - bottom)
    middle = plane.principal(
        [trails[0].weights.astype(np.float64), short.weights.astype(np.float64), trails[2].weights.astype(np.float64)]
    )
    corner = last(losses(plan, middle.at(np.array([[left, top]]))))
    assert sections["heights"][0, 0] == pytest.approx(float(corner[0]), rel=1e-5)


def test_a_run_that_left_all_bounds_is_drawn_to_where_it_left(raced):
    plan, trails = raced
    weights = trails[0].weights.copy()
    weights[8:] = np.nan
    gone = Trail("SGD", 9.0, "sgd", trails[0].epochs, weights)
    told, *_ = last(worked("principal", plan, [gone, trails[1]], 0, (0, 1), 5))
    assert [one["diverged"] for one in told["racers"]] == [8, None] and np.isfinite(told["share"])


def test_the_grid_is_as_fine_as_the_network_allows():
    assert side_of(1) == SIDES[0] and side_of(FLOPS / 25**2) == 25 and side_of(FLOPS) == 0
    assert window_of(np.array([[0.0, 0.0], [2.0, 1.0]])) == ((-0.5, 2.5), (-1.0, 2.0))
