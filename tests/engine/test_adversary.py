"""Adversarial training beside plain PyTorch loops that find the way uphill by autograd; the same bits in any company."""

import numpy as np
import pytest
import torch
from torch import nn

from engine import reference
from engine.after.attack import attack
from engine.cohort import Cohort
from engine.cost import estimate
from engine.export.fitting import obstacle
from engine.plan import Plan
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train
from tests.engine.after.grounds import last
from tests.engine.companies import Left, alone, together

ON = {"epochs": 3, "batch_size": 16, "adversarial": 0.1}
DENSE = [{"name": "dense", "units": 5}]
STACKS = {
    "tables": ({"name": "wine", "standardize": True}, DENSE),
    "derived inputs": (
        {"name": "moons", "samples": 50, "standardize": True, "features": ["x2", "x1_squared", "x1_x2", "sin_x2"]},
        DENSE,
    ),
    "a curve": ({"name": "curve_sine", "samples": 50}, DENSE),
    "dropout first": ({"name": "iris"}, [{"name": "dropout", "rate": 0.3}, {"name": "dense", "units": 4, "dropout": 0.3}]),
    "norms and a way around": (
        {"name": "iris"},
        [
            {"name": "flatten"},
            {"name": "batch_norm"},
            {"name": "layer_norm"},
            {"name": "dense", "units": 4},
            {"name": "residual", "over": 3},
        ],
    ),
    "pictures": (
        {"name": "digits"},
        [
            {"name": "conv2d", "channels": 2, "padding": 1},
            {"name": "batch_norm"},
            {"name": "max_pool2d"},
            {"name": "avg_pool2d"},
            {"name": "flatten"},
        ],
    ),
    "a pool first": (
        {"name": "digits", "standardize": True},
        [{"name": "max_pool2d"}, {"name": "flatten"}, {"name": "dense", "units": 6}],
    ),
    **{
        f"sequences, {name}": ({"name": "remember_first", "lag": 3, "samples": 60}, [{"name": name, "units": 4}])
        for name in ("rnn", "gru", "lstm")
    },
}


def recipe(name: str, **more) -> dict:
    data, layers = STACKS[name]
    batch = {"batch_size": 300} if data["name"] == "digits" else {}
    return {"data": data, "network": {"layers": layers}, "training": ON | batch} | more


def run(spec: dict):
    plan = Plan(parse(spec))
    return plan, train([Member(plan, State.begin(plan))], plan.spec.training.epochs)[0]


@pytest.mark.parametrize("name", STACKS)
def test_every_kind_of_layer_trains_as_autograd_says(name):
    """Whole runs beside the reference, which moves points by autograd through torch.nn, record by record."""
    plan, outcome = run(recipe(name))
    for epoch in reference.train(plan):
        assert outcome.columns["train_loss"][epoch.epoch] == pytest.approx(epoch.train_loss, rel=2e-4), epoch.epoch
        assert outcome.columns["test_loss"][epoch.epoch] == pytest.approx(epoch.test_loss, rel=2e-4)
    clean = run(recipe(name, training={**recipe(name)["training"], "adversarial": None}))[1]
    assert clean.columns["train_loss"][-1] != outcome.columns["train_loss"][-1]
    assert (outcome.columns["gradient_evaluations"] == 2 * clean.columns["gradient_evaluations"]).all()


def test_a_whole_run_is_a_plain_loop_with_fgsm():
    """Nothing of ours but first weights, points and their order: twenty epochs on circles, x₁ and x₂ standardized by hand."""
    spec = {"data": {"standardize": True}, "training": {"epochs": 20, "adversarial": 0.4, "batch_size": 25}}
    plan, outcome = run(spec)
    points = torch.from_numpy(plan.data.train_points)
    mean, deviation = points.mean(0), points.std(0, correction=0)
    y = torch.from_numpy(plan.data.train_targets).float().unsqueeze(1)
    model = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 1))
    with torch.no_grad():
        flat = plan.initial()
        for layer, block in zip(model[::2], plan.matrices, strict=True):
            layer.weight.copy_(block.of(flat)[:-1].T)
            layer.bias.copy_(block.of(flat)[-1])
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.SGD(model.parameters(), lr=0.03)
    for epoch in range(1, 21):
        for batch in plan.order(epoch).split(25):
            u = points[batch].clone().requires_grad_()
            criterion(model(((u - mean) / deviation).float()), y[batch]).backward()
            moved = u.detach() + 0.4 * u.grad.sign()
            optimizer.zero_grad()
            criterion(model(((moved - mean) / deviation).float()), y[batch]).backward()
            optimizer.step()
        loss = criterion(model(((points - mean) / deviation).float()), y).item()
        assert outcome.columns["train_loss"][epoch] == pytest.approx(loss, rel=1e-5)


def test_a_moved_picture_keeps_to_epsilon_and_to_ink():
    plan = Plan(parse(recipe("a pool first")))
    cohort = Cohort([plan])
    cohort.load([State.begin(plan)])
    cohort.prepare()
    cohort.gradients(0)
    x, _ = cohort.batches[0]
    moved = cohort.adversary.moved(x, cohort.stacks[300][0].dx, cohort.batches.points(0))
    shift, scale = plan.data.shift[0], plan.data.scale[0]
    before, after = (one[0, :-1].double() * scale + shift for one in (x, moved))
    assert float(after.min()) >= -1e-6 and float(after.max()) <= 1 + 1e-6
    assert float((after - before).abs().max()) == pytest.approx(0.1, abs=1e-5) and (moved[:, -1] == 1).all()


FAMILIES = {
    "a box": {"data": {"name": "wine"}, "network": {"layers": [{"name": "dense", "units": 7, "dropout": 0.2}]}},
    "corners": {
        "data": {"name": "moons", "samples": 61, "features": ["x1", "x2_squared", "sin_x1"]},
        "network": {"layers": DENSE},
    },
    "pictures": {"data": {"name": "digits"}, "network": {"layers": [{"name": "conv2d", "channels": 3}, {"name": "flatten"}]}},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_bits_in_any_company(family):
    """ε, seeds, data and optimizers differ from row to row."""

    def member(number: int):
        data = FAMILIES[family]["data"] | {"seed": number // 2, "standardize": number % 2 == 0}
        optimizer = {"name": ("sgd", "adam", "lion")[number % 3], "lr": 0.01}
        training = {"epochs": 2, "batch_size": 300 if family == "pictures" else 9, "adversarial": 0.02 * (number + 1)}
        return parse(FAMILIES[family] | {"seed": number, "data": data, "optimizer": optimizer, "training": training})

    specs = [member(number) for number in range(7)]
    assert len({Plan(spec).cohort_key for spec in specs}) == 1
    for number, left in enumerate(together(specs)):
        assert not left.differs_from(alone(specs[number])), number


def test_no_bit_depends_on_how_the_epochs_are_cut():
    spec = parse(recipe("norms and a way around"))
    plan, cut = Plan(spec), Left()
    state = State.begin(plan)
    for _ in range(3):
        state = cut.add(train([Member(plan, state)], 1)[0])
    assert not cut.differs_from(alone(spec))


def test_runs_that_do_without_it_stay_what_they_were():
    """Neither recipe nor key know of a switch that is off; a run that was stored before reads as it did."""
    off = parse({"training": {"adversarial": None}})
    assert off == parse({}) and "adversarial" not in str(off.expanded()) and off.whole()["training"]["adversarial"] is None
    assert Plan(off).cohort_key == "002b73638212fda3df3855e5ef7b375c"
    on = [parse({"training": {"adversarial": value}}) for value in (0.1, 0.2)]
    assert Plan(on[0]).cohort_key == Plan(on[1]).cohort_key != Plan(off).cohort_key
    assert parse(on[0].expanded()) == on[0] and estimate(on[0]).flops > 1.5 * estimate(off).flops


def test_rows_and_points_of_the_plane_share_no_program():
    """Four inputs of a flower and four made of x₁ and x₂: the same network, moved in another way."""
    flowers = {"data": {"name": "iris"}, "loss": {"name": "mse"}}
    plane = {"data": {"name": "drawn"}, "loss": {"name": "mse"}}
    keys = {Plan(parse(one | {"training": {"adversarial": 0.1}})).cohort_key for one in (flowers, plane)}
    assert len(keys) == 2


@pytest.mark.parametrize("optimizer", ["newton", "lbfgs"])
def test_what_searches_along_a_line_refuses(optimizer):
    with pytest.raises(Refused) as refused:
        parse({"optimizer": {"name": optimizer}, "training": {"batch_size": None, "adversarial": 0.1}})
    assert [(one.path, one.nearest) for one in refused.value.problems] == [("training.adversarial", "none")]


@pytest.mark.parametrize("epsilon", [0, -1, 11, "nan"])
def test_an_epsilon_without_sense_is_refused(epsilon):
    with pytest.raises(Refused):
        parse({"training": {"adversarial": epsilon}})


def test_digits_learn_to_stand_what_they_were_trained_on():
    """Accuracy under FGSM and PGD at the ε of training, adversarially trained and not; what it costs on clean digits is small."""
    left = {}
    for epsilon in (None, 0.09):
        spec = {
            "data": {"name": "digits"},
            "network": {"layers": [{"name": "dense", "units": 32}]},
            "optimizer": {"name": "adam", "lr": 0.01},
            "training": {"epochs": 15, "batch_size": 64, "adversarial": epsilon},
        }
        plan, outcome = run(spec)
        report = last(attack(plan, outcome.state, 150))
        place = report["epsilons"].index(0.09)
        left[epsilon] = {method: score[place] for method, score in report["score"].items()} | {"clean": report["score"]["pgd"][0]}
    assert left[0.09]["fgsm"] > left[None]["fgsm"] + 0.1 and left[0.09]["pgd"] > left[None]["pgd"] + 0.1
    assert left[0.09]["clean"] > 0.9 and np.isclose(left[0.09]["clean"], left[None]["clean"], atol=0.05)


def test_a_script_says_why_it_cannot_move_points_whose_inputs_are_computed():
    spec = {"data": {"name": "circles", "features": ["x1", "x2_squared"]}, "training": {"adversarial": 0.1}}
    assert "computed from them" in str(obstacle(parse(spec)))
    assert obstacle(parse(spec | {"data": {"name": "circles"}})) is None
