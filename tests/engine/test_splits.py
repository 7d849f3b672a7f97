"""Plans of the same data share its arrays, for as long as somebody holds them; the numbers are those of arrays of one's own."""

import gc
import weakref

import numpy as np
import pytest

from engine.plan import Plan
from engine.spec import parse
from engine.state import State
from engine.training import Member, train


def plan(run_seed: int, own: bool = False, **data) -> Plan:
    spec = parse({"seed": run_seed, "data": {"name": "wine", **data}, "training": {"epochs": 3, "batch_size": 16}})
    return Plan(spec, data=spec.data.split() if own else None)


def test_runs_that_differ_in_anything_but_the_data_hold_the_same_tensors():
    one, two, other = plan(1), plan(2), plan(1, seed=5)
    assert one.x is two.x and one.y is two.y and one.data is two.data
    assert other.data is not one.data and not np.array_equal(other.x, one.x)


def test_what_nobody_holds_is_forgotten():
    held = plan(1, seed=77)
    watched = weakref.ref(held.data)
    del held
    gc.collect()
    assert watched() is None


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_another_loss_gets_its_own_targets(loss):
    plain = plan(1)
    spec = parse({"data": {"name": "wine"}, "loss": {"name": loss}, "training": {"batch_size": 16}})
    other = Plan(spec)
    np.testing.assert_array_equal(other.y, Plan(spec, data=spec.data.split()).y)
    assert other.x is plain.x


def test_sharing_changes_no_bit_of_a_record():
    """A cohort on shared tensors, one on copies and a lone run: the same bytes."""
    shared, apart = ([plan(seed, own) for seed in (1, 2, 3)] for own in (False, True))
    assert apart[0].x is not apart[1].x
    together = [train([Member(one, State.begin(one)) for one in plans], 3) for plans in (shared, apart)]
    for ours, theirs, lone in zip(*together, shared, strict=True):
        [alone] = train([Member(lone, State.begin(lone))], 3)
        for made in (theirs, alone):
            assert [data for _, _, data in ours.key_frames] == [data for _, _, data in made.key_frames]
            for name, values in made.columns.items():
                np.testing.assert_array_equal(ours.columns[name], values, err_msg=name)
