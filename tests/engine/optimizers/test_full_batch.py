"""What holds for every optimizer that asks for more than one gradient a step: bits, counts, records, and what it refuses."""

import numpy as np
import pytest
import torch

from engine import objective, reference
from engine.checkpoint import load, save
from engine.optimizers import registry
from engine.plan import Plan
from engine.records import decode_frame
from engine.spec import Refused, parse
from engine.state import State
from engine.training import Member, train, train_batches
from tests.engine.companies import Left, alone

NAMES = [name for name, entry in registry.entries.items() if entry.full_batch]
every_one = pytest.mark.parametrize("name", NAMES)
RECIPE = {
    "data": {"name": "moons", "samples": 60, "noise": 0.1},
    "network": {"layers": [{"name": "dense", "units": 3}, {"name": "dense", "units": 2, "bias": False}]},
    "training": {"epochs": 12, "batch_size": None},
    "regularization": {"l2": 0.001},
}


def spec_of(name: str, **changes):
    return parse(RECIPE | {"optimizer": {"name": name}} | changes)


EDITS = [
    {"step": 3, "path": "optimizer.lr", "value": 0.5},
    {"step": 5, "path": "weights.1.0.1", "value": 0.7},
    {"step": 7, "path": "regularization.l2", "value": 0.01},
]


@every_one
@pytest.mark.parametrize("edits", [[], EDITS], ids=["as it is", "edited"])
def test_through_a_checkpoint_after_every_epoch_it_has_the_same_bits(name, edits):
    spec = spec_of(name, edits=edits)
    whole, left = alone(spec), Left()
    state = State.begin(Plan(spec))
    while state.stopped is None:
        plan = Plan(spec)  # as another process would
        state = left.add(train([Member(plan, load(plan, save(state)))], 1)[0])
    assert left.differs_from(whole) == []
    stepwise = Left()
    state = State.begin(plan)
    while state.stopped is None:
        state = stepwise.add(train_batches(Member(plan, state), 1))
    assert stepwise.differs_from(whole) == []


def test_in_company_each_has_the_bits_it_has_alone():
    specs = [spec_of(name, seed=seed) for seed, name in enumerate([*NAMES, "sgd", *NAMES, "adam"])]
    plans = [Plan(spec) for spec in specs]
    outcomes = train([Member(plan, State.begin(plan)) for plan in plans], 12)
    for spec, outcome in zip(specs, outcomes, strict=True):
        left = Left()
        left.add(outcome)
        assert left.differs_from(alone(spec)) == [], spec.optimizer.name


@every_one
def test_gradient_evaluations_are_those_that_were_made(name, monkeypatch):
    """Counted where they happen: every row of every pass is one, a pass over single examples is its share of one."""
    made, right = [0.0], objective.backward

    def counting(stack):
        right(stack)
        made[0] += stack[0].rows * stack[0].x.shape[2] / 30

    spec = spec_of(name)
    plan = Plan(spec)
    assert plan.train_count == 30
    state, spent = train([Member(plan, State.begin(plan))], 1)[0].state, None  # epoch 0 looks once for its record
    monkeypatch.setattr(objective, "backward", counting)
    before = state.scalars["evaluations"]
    outcome = train([Member(plan, state)], 10)[0]
    spent = outcome.columns["gradient_evaluations"]
    assert spent[-1] - before == pytest.approx(made[0]) and made[0] >= 10
    assert (np.diff(spent) >= 1).all() and spent.dtype == np.float64


@every_one
def test_the_loss_ends_lower_and_the_record_says_how_the_step_was_made(name):
    plan = Plan(spec_of(name))
    outcome = train([Member(plan, State.begin(plan))], 12)[0]
    columns, entry = outcome.columns, registry[name]
    assert np.isfinite(columns["train_loss"]).all() and columns["gradient_evaluations"][0] == 0
    assert set(entry.columns) <= set(columns)
    if name != "newton":  # which goes where the parabola leads
        objective_of = columns["train_loss"].astype(float) + columns["penalty"]
        assert (np.diff(objective_of) <= 1e-6).all() and objective_of[-1] < 0.6 * objective_of[0]
    if entry.searches:
        sections = dict((name, (kind, shape)) for name, kind, shape in plan.frame_schema.columns)
        assert sections["line_search"] == ("f64", (20, 3)) and sections["line_start"] == ("f64", (3,))
        assert (columns["trials"][1:] >= 1).all() and columns["step_length"][1] > 0


@pytest.mark.parametrize("name", [name for name in NAMES if registry[name].searches])
def test_a_key_frame_tells_the_whole_search(name):
    """φ(0) is the loss before the step, φ at the length taken the loss after it, φ′(0) the gradient along the step, all by
    PyTorch's own autograd."""
    plan = Plan(spec_of(name))
    outcome = train([Member(plan, State.begin(plan))], 12)[0]
    frames = [decode_frame(plan.frame_schema, data)[1] for _, _, data in outcome.key_frames]
    assert np.isnan(frames[0]["line_start"]).all() and np.isnan(frames[0]["line_search"]).all()
    for before, after, trials in zip(frames[:-1], frames[1:], outcome.columns["trials"][1:], strict=True):
        (start, slope, taken), tried = after["line_start"], after["line_search"]
        tried = tried[np.isfinite(tried[:, 0])]
        assert len(tried) == trials and 0 < registry[name].c2 < 1
        w, loss, gradient = (torch.from_numpy(before["weights"].copy()).double(), *autograd(plan, before["weights"]))
        along = (torch.from_numpy(after["weights"].copy()).double() - w) / taken
        assert start == pytest.approx(loss, rel=1e-9) and slope == pytest.approx(float(gradient @ along), rel=1e-5)
        (chosen,) = tried[tried[:, 0] == taken]
        loss, gradient = autograd(plan, after["weights"])
        assert chosen[1] == pytest.approx(loss, rel=1e-9)
        assert chosen[2] == pytest.approx(float(gradient @ along), rel=1e-5, abs=1e-5 * abs(slope))


def autograd(plan, flat):
    """(loss with its penalty, gradient) of the training split at flat parameters, in float64."""
    model = reference.build(plan, torch.float64, torch.from_numpy(flat.copy()).double())
    x, y = reference.inputs(plan).double()[: plan.train_count], plan.y[: plan.train_count].double()
    loss = plan.spec.loss.in_torch()(model(x), y) + reference.penalties(model, plan.spec, 0)
    loss.backward()
    return float(loss.detach()), torch.cat([matrix.flatten() for matrix in model.gradients()])


def test_a_line_search_stands_in_the_probe():
    plan = Plan(spec_of("bfgs"))
    state = train([Member(plan, State.begin(plan))], 2)[0].state
    probe = train_batches(Member(plan, state), 1).probe
    assert probe["line_search"] and all(len(one) == 3 for one in probe["line_search"])
    after = train([Member(plan, state)], 1)[0]
    assert after.columns["trials"][0] == len(probe["line_search"])
    assert probe["loss"] + after.columns["penalty"][0] != 0


@every_one
def test_what_does_not_go_with_it_is_refused_in_words_with_what_would(name):
    wrong = {
        "training.batch_size": {"training": {"batch_size": 10}},
        "training.clip_norm": {"training": {"batch_size": None, "clip_norm": 1.0}},
        "training.clip_value": {"training": {"batch_size": None, "clip_value": 1.0}},
        "training.adversarial": {"training": {"batch_size": None, "adversarial": 0.1}},
        "regularization.l1": {"regularization": {"l1": 0.1}},
        "regularization.decay": {"regularization": {"decay": 0.1}},
        "network.layers.1.dropout": {
            "network": {"layers": [{"name": "dense"}, {"name": "dense", "dropout": 0.2}]},
        },
        "edits.0.value": {"edits": [{"step": 1, "path": "regularization.l1", "value": 0.1}]},
        "network.layers": {"network": {"layers": [{"name": "dense", "units": 64}] * 5}},
    }
    if registry[name].most > 20_000:
        del wrong["network.layers"]
    for path, change in wrong.items():
        with pytest.raises(Refused) as refusal:
            spec_of(name, **change)
        (problem,) = refusal.value.problems
        assert problem.path == path and problem.nearest is not None
        assert registry[name].title in problem.message or "parameters" in problem.message
    spec_of(name, edits=[{"step": 1, "path": "regularization.l1", "value": 0.0}])


@pytest.mark.parametrize(
    "name, loss, data, layers",
    [
        ("gauss_newton", "hinge", "moons", 1),
        ("gauss_newton", "mae", "noisy_line", 1),
        ("newton", "hinge", "moons", 0),
        ("newton", "mae", "noisy_line", 0),
    ],
)
def test_where_there_is_no_curvature_it_is_refused_and_what_is_offered_moves(name, loss, data, layers):
    recipe = RECIPE | {"data": {"name": data, "samples": 60}, "loss": {"name": loss}, "regularization": {}}
    recipe["network"] = {"layers": [{"name": "dense", "units": 3}] * layers}
    with pytest.raises(Refused) as refusal:
        parse(recipe | {"optimizer": {"name": name}})
    (problem,) = refusal.value.problems
    assert problem.path == "optimizer.damping" and "straight pieces" in problem.message
    plan = Plan(parse(recipe | {"optimizer": {"name": name, "damping": problem.nearest}}))
    losses = train([Member(plan, State.begin(plan))], 2)[0].columns["train_loss"]
    assert losses[1] < losses[0]
    for moving in ({"regularization": {"l2": 0.01}}, {"loss": {"name": "mse"}}):  # these have some: let them be
        parse(recipe | {"optimizer": {"name": name}} | moving)


def test_the_limits_are_those_that_are_said():
    def units(width: int, samples: int = 60, optimizer: str = "newton"):
        layers = [{"name": "dense", "units": width}, {"name": "dense", "units": width}]
        return {"data": {"samples": samples}, "network": {"layers": layers}, "optimizer": {"name": optimizer}} | {
            "training": {"batch_size": None, "epochs": 1}
        }

    parse(units(29))  # 2·29 + 29 + 29·29 + 29 + 29 + 1 = 987 parameters
    with pytest.raises(Refused, match=r"at most 1,000 parameters here, and this one has 1,051") as refusal:
        parse(units(30))
    assert refusal.value.problems[0].nearest == 1  # layers
    with pytest.raises(Refused, match="at most 500 parameters"):
        parse(units(22, optimizer="bfgs"))
    with pytest.raises(Refused, match=r"987 parameters and 5,?00 training points; at most 3,000 million"):
        parse(units(29, samples=1000))
    parse(units(29, samples=1000, optimizer="lbfgs"))


def test_first_order_runs_have_the_columns_they_always_had():
    names = [name for name, _, _ in Plan(parse({})).schema.columns]
    assert not {"trials", "step_length", "damping", "negative_curvatures"} & set(names)
    columns = train([Member(plan := Plan(parse({"training": {"epochs": 3}})), State.begin(plan))], 3)[0].columns
    assert torch.equal(torch.from_numpy(columns["gradient_evaluations"]), torch.from_numpy(columns["step"]))
