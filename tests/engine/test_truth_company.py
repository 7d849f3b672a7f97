"""A run's records have the same bits alone and in any company, cut anywhere, through bytes, and given more epochs."""

import random
import sys

import numpy as np
import pytest
import torch

from engine.checkpoint import load, save
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches
from tests.engine.companies import STRUCTURES, VANISHING, Left, alone, family_member, together

every_structure = pytest.mark.parametrize("structure", STRUCTURES)


@every_structure
@pytest.mark.parametrize("size", [2, 17, 100])
def test_a_run_has_the_same_bits_in_any_company(structure, size):
    specs = [family_member(structure, number) for number in range(size)]
    company = together(specs)
    judged = range(size) if size < 100 else [0, VANISHING, 11, 33, 50, 64, 77, 98, 99]
    for number in judged:
        assert company[number].differs_from(alone(specs[number])) == [], number
    assert len({left.columns["train_loss"] for left in company}) == size  # they are different runs


@pytest.mark.parametrize("size", [2, 5])
def test_a_clipped_gradient_of_a_thousand_numbers_is_as_long_in_company(size):
    """A product of a row with itself is summed in another order there, from some 700 numbers on."""
    layers = [{"name": "dense", "units": units} for units in (33, 31)]
    base = {"network": {"layers": layers}, "training": {"batch_size": 50, "epochs": 3, "clip_norm": 0.05}}
    specs = [parse({**base, "seed": number}) for number in range(size)]
    for spec, left in zip(specs, together(specs), strict=True):
        assert left.differs_from(alone(spec)) == []


def test_the_vanishing_member_stays_far_below_its_company():
    vanishing, other = (alone(family_member("every activation", number)) for number in (VANISHING, VANISHING + 1))
    norms = [np.frombuffer(left.columns["layer.1.grad_norm"], np.float32) for left in (vanishing, other)]
    assert norms[0].max() < 1e-9 * norms[1].min()


@every_structure
@pytest.mark.parametrize("through_bytes", [False, True])
def test_members_join_leave_and_pause_at_random(structure, through_bytes):
    """Each call takes some of the runs, wherever they are, some epochs further; calls differ in who, how many, in which order."""
    source = random.Random(8)
    specs = [family_member(structure, number, epochs=9) for number in range(7)]
    plans, lefts = [Plan(spec) for spec in specs], [Left() for _ in specs]
    states = [State.begin(plan) for plan in plans]
    while running := [number for number, state in enumerate(states) if state.stopped is None]:
        due = source.sample(running, source.randint(1, len(running)))
        if through_bytes:
            for number in due:
                plans[number] = Plan(specs[number])  # as another process would
                states[number] = load(plans[number], save(states[number]))
        outcomes = train([Member(plans[number], states[number]) for number in due], source.choice([1, 1, 2, 3, 5]))
        for number, outcome in zip(due, outcomes, strict=True):
            states[number] = lefts[number].add(outcome)
    for number, spec in enumerate(specs):
        assert lefts[number].differs_from(alone(spec)) == [], number


@every_structure
def test_a_member_in_mid_epoch_goes_on_to_the_same_records(structure):
    """Batch by batch for a while, then in company: first alone to its next boundary, then with the others."""
    specs = [family_member(structure, number) for number in range(3)]
    members, left = [Member(plan, State.begin(plan)) for plan in map(Plan, specs)], Left()
    plan, state = members[1].plan, members[1].state
    for batches in (1, 2, 1, plan.steps_per_epoch, 1):
        state = left.add(train_batches(Member(plan, load(plan, save(state))), batches))
    while state.stopped is None:
        state = left.add(train([members[0], Member(plan, state), members[2]], 4)[1])
    assert left.differs_from(alone(specs[1])) == []


@every_structure
def test_more_epochs_continue_a_finished_run_as_if_they_had_been_asked_for_at_once(structure):
    short = [family_member(structure, number, epochs=6) for number in (0, 2, 4, 6)]
    longer = [with_epochs(spec, 15) for spec in short]
    plans, states, lefts = [Plan(spec) for spec in short], [], [Left() for _ in short]
    for left, outcome in zip(lefts, train([Member(plan, State.begin(plan)) for plan in plans], 100), strict=True):
        states.append(left.add(outcome))
    assert {state.stopped for state in states} == {"finished"}
    plans = [Plan(spec, data=plan.data) for spec, plan in zip(longer, plans, strict=True)]
    for left, outcome in zip(lefts, train([Member(p, s) for p, s in zip(plans, states, strict=True)], 100), strict=True):
        left.add(outcome)
    for left, spec in zip(lefts, longer, strict=True):
        assert left.differs_from(alone(spec)) == []


def with_epochs(spec, epochs: int):
    """The same recipe with more epochs; the schedule's horizon stays as it was frozen."""
    expanded = spec.expanded()
    expanded["training"]["epochs"] = epochs
    return parse(expanded)


@pytest.mark.parametrize("size", [1, 5])
def test_a_live_edit_leaves_the_records_of_a_recipe_that_held_it_from_the_start(size):
    first = [family_member("every activation", number) for number in range(size)]
    plans = [Plan(spec) for spec in first]
    lefts, states = [Left() for _ in first], [State.begin(plan) for plan in plans]
    for number, outcome in enumerate(train([Member(p, s) for p, s in zip(plans, states, strict=True)], 4)):
        states[number] = lefts[number].add(outcome)
    step = states[0].step
    edits = [
        {"step": step + 2, "path": "optimizer.lr", "value": 0.02},
        {"step": step, "path": "weights.1.0.2", "value": -0.4},
        {"step": step + 7, "path": "regularization.l1", "value": 0.01},
        {"step": step + 9, "path": "regularization.l1", "value": 0.0},
    ]
    edited = [parse(first[0].expanded() | {"edits": edits}), *first[1:]]
    plans[0] = Plan(edited[0], data=plans[0].data)
    while any(state.stopped is None for state in states):
        for number, outcome in enumerate(train([Member(p, s) for p, s in zip(plans, states, strict=True)], 3)):
            states[number] = lefts[number].add(outcome)
    for left, spec in zip(lefts, edited, strict=True):
        assert left.differs_from(alone(spec)) == []
    assert alone(first[0]).differs_from(alone(edited[0])) != []


@every_structure
def test_a_diverging_member_leaves_the_others_alone_and_has_the_same_last_records(structure):
    specs = [family_member(structure, number) for number in range(4)]
    for optimizer in ("sgd", "adam"):
        specs.append(parse(family_member(structure, 4).expanded() | {"optimizer": {"name": optimizer, "lr": 1e9}}))
    company = together(specs)
    if structure != "a line":  # under Huber's bounded gradient a straight line only swings, for ever
        assert company[4].state.stopped == "diverged"
    for left, spec in zip(company, specs, strict=True):
        assert left.differs_from(alone(spec)) == []


def test_runs_of_one_plan_may_share_a_cohort():
    spec = family_member("every activation", 1)
    plan = Plan(spec)
    outcomes = train([Member(plan, State.begin(plan)) for _ in range(3)], spec.training.epochs)
    for outcome in outcomes:
        left = Left()
        left.add(outcome)
        assert left.differs_from(alone(spec)) == []


def test_a_sigmoid_whose_last_bit_depends_on_its_place_goes_red(monkeypatch):
    """The comparison above has teeth: torch.sigmoid rounds the vector body and the scalar tail of an array unlike."""
    specs = [family_member("every activation", number) for number in range(5)]
    assert all(left.differs_from(alone(spec)) == [] for left, spec in zip(together(specs), specs, strict=True))
    for name, module in list(sys.modules.items()):
        if name.startswith("engine.") and hasattr(module, "logistic"):
            monkeypatch.setattr(module, "logistic", lambda z, out: torch.sigmoid(z, out=out))
    assert any(left.differs_from(alone(spec)) for left, spec in zip(together(specs), specs, strict=True))


def test_a_member_that_reads_its_neighbours_rate_goes_red(monkeypatch):
    from engine.optimizers import registry

    rule = registry["adam"]
    right = rule.update

    def first_rows_rate(p, g, s, c, kind, tmp):
        right(p, g, s, {name: values[:1].expand_as(values) for name, values in c.items()}, kind, tmp)

    monkeypatch.setattr(rule, "update", staticmethod(first_rows_rate))
    recipe = family_member("a line", 4).expanded()
    specs = [parse(recipe | {"optimizer": {"name": "adam", "lr": lr}}) for lr in (0.01, 0.05)]
    assert any(left.differs_from(alone(spec)) for left, spec in zip(together(specs), specs, strict=True))
