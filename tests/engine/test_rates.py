"""The rates foreseen for a picture are those that records carry once the run has trained."""

import numpy as np
import pytest

from engine import rates
from engine.plan import Plan
from engine.schedules import registry as schedules
from engine.spec import parse
from engine.state import State
from engine.training import Member, train

NAMES = [name for name, entry in schedules.entries.items() if not entry.watches_loss]
SMALL = {
    "data": {"name": "circles", "samples": 40},
    "network": {"layers": []},
    "training": {"epochs": 12, "batch_size": 7},
    "optimizer": {"name": "sgd", "lr": 0.5},
}


def recorded(spec) -> np.ndarray:
    plan = Plan(spec)
    return train([Member(plan, State.begin(plan))], spec.training.epochs)[0].columns["lr"][1:]


@pytest.mark.parametrize("warmup", [0, 3])
@pytest.mark.parametrize("name", NAMES)
def test_foreseen_is_what_was_recorded(name, warmup):
    spec = parse(SMALL | {"schedule": {"name": name, "warmup": warmup}})
    epochs, foreseen = rates.planned(spec)
    assert epochs.tolist() == list(range(1, 13))
    np.testing.assert_array_equal(foreseen.astype(np.float32), recorded(spec))


def test_a_rate_changed_in_mid_run_is_foreseen_from_its_step_on():
    spec = parse(SMALL | {"edits": [{"step": 9, "path": "optimizer.lr", "value": 0.01}]})
    np.testing.assert_array_equal(rates.planned(spec)[1].astype(np.float32), recorded(spec))


def test_many_epochs_are_few_points_from_the_first_to_the_last():
    spec = parse(SMALL | {"data": {"name": "circles", "samples": 10}, "training": {"epochs": 100_000, "batch_size": None}})
    epochs, foreseen = rates.planned(spec, 50)
    assert len(epochs) == len(foreseen) <= 50
    assert epochs[0] == 1 and epochs[-1] == 100_000
