"""A state through bytes goes on bit for bit, at an epoch's end and in its middle."""

import hashlib
import math

import numpy as np
import pytest

from engine.checkpoint import load, save
from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train, train_batches

DEMANDING = {
    "optimizer": {"name": "nadam", "lr": 0.01},
    "schedule": {"name": "reduce_on_plateau", "patience": 2},
    "network": {"layers": [{"name": "dense", "units": 5, "dropout": 0.3}]},
    "training": {"epochs": 40, "patience": 30},
}


def records(outcomes):
    return {name: np.concatenate([outcome.columns[name] for outcome in outcomes]).tobytes() for name in outcomes[0].columns}


def test_a_run_cut_into_checkpoints_has_the_records_of_one_piece():
    plan = Plan(parse(DEMANDING))
    whole = train([Member(plan, State.begin(plan))], 40)
    state, parts = State.begin(plan), []
    for _ in range(20):
        parts += train([Member(plan, load(plan, save(state)))], 2)
        state = parts[-1].state
    assert records(parts) == records(whole) and state.stopped == whole[0].state.stopped


def test_batch_by_batch_through_bytes_gives_the_same_records():
    plan = Plan(parse(DEMANDING))
    whole = train([Member(plan, State.begin(plan))], 4)[0]
    state, parts = State.begin(plan), []
    while state.epoch < 4:
        parts.append(train_batches(Member(plan, load(plan, save(state))), 3 if state.epoch < 3 else 1))
        state = parts[-1].state
    joined = records(parts)
    assert {name: values.tobytes() for name, values in whole.columns.items()} == joined


def test_numbers_json_cannot_spell_survive():
    plan = Plan(parse({}))
    state = State.begin(plan)
    state.memory = {"best": math.inf, "odd": math.nan}
    back = load(plan, save(state))
    assert back.memory["best"] == math.inf and math.isnan(back.memory["odd"])


@pytest.mark.parametrize("data", [b"", b"\x80\x04pickle", b"\0" * 64])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="not a checkpoint"):
        load(Plan(parse({})), data)


def test_a_checkpoint_of_another_network_is_refused():
    small = Plan(parse({"network": {"layers": []}}))
    with pytest.raises(ValueError, match="another network"):
        load(Plan(parse({})), save(State.begin(small)))


def test_a_spec_may_start_from_a_stored_state():
    first = Plan(parse({"seed": 3}))
    trained = train([Member(first, State.begin(first))], 5)[0].state
    stored = {hashlib.sha256(save(trained)).hexdigest(): save(trained)}
    spec = parse({"seed": 9, "start": {"digest": next(iter(stored))}})
    begun = State.begin(Plan(spec, resolve=stored.__getitem__))
    assert begun.params.equal(trained.params) and begun.epoch == begun.step == 0
    with pytest.raises(ValueError, match="nothing was given"):
        State.begin(Plan(spec))
