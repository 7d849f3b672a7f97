"""Whose turn it is: time is shared between parties and then between their runs, and runs of one shape take turns together."""

from collections import Counter
from types import SimpleNamespace

import pytest

from engine.device import CPU
from playground.training.pace import MANY, QUANTUM
from playground.training.turns import Turns


def held(name: str, owner: str, key: str, wants: int = MANY, **facts) -> SimpleNamespace:
    """A run in a trainer's hands, as far as its turn depends on it."""
    run = SimpleNamespace(id=name, party=(owner, False), deaths=0, suspect=facts.pop("suspect", False))
    usual = {"device": CPU, "quiet": False, "stepping": None, "last_turn": 0.0, "estimate": 0.001}
    usual |= dict.fromkeys(("untouched", "replaying", "mid_epoch"), False)
    return SimpleNamespace(run=run, key=key, wants=lambda now: wants, **{**usual, **facts})


def trained(turns: Turns, runs: list, quanta: int, begin: float = 0.0) -> Counter:
    """Quanta of each run, and of each party, when every turn takes a whole quantum."""
    found = Counter()
    for quantum in range(1, quanta + 1):
        group = turns.choose(runs, begin + quantum * QUANTUM)
        parties = {one.run.party for one in group}
        turns.charge(parties, QUANTUM)
        found.update([one.run.id for one in group])
        found.update(parties)
    return found


def test_one_run_gets_as_much_time_as_somebody_elses_twenty():
    many = [held(f"many {number}", "many", f"shape {number}") for number in range(20)]
    found = trained(Turns(), [*many, held("alone", "few", "another shape")], 800)
    assert abs(found["many", False] - found["few", False]) <= 1 and found["alone"] == found["few", False]
    assert {found[one.run.id] for one in many} == {20}  # and among the twenty everybody gets the same


@pytest.mark.parametrize("saved_up", [0.0, 100.0])
def test_nobody_saves_up_turns_while_away(saved_up):
    turns, first = Turns(), held("first", "first", "shape")
    trained(turns, [first], 200)
    turns.used["late", False] = -saved_up
    turns.join(("late", False), {("first", False)})
    found = trained(turns, [first, held("late", "late", "other")], 100, begin=200 * QUANTUM)
    assert abs(found["first"] - found["late"]) <= 1


def test_runs_of_one_shape_take_their_turns_together_and_what_goes_alone_does_not():
    alike = [held(f"alike {number}", f"owner {number}", "shape") for number in range(5)]
    alone = [held("suspect", "other", "shape", suspect=True), held("stepping", "third", "shape", stepping=object())]
    hardly_due = held("hardly due", "fourth", "shape", wants=1)
    turns = Turns()
    groups = []
    for quantum in range(1, 40):
        group = turns.choose([*alike, *alone, hardly_due], quantum * QUANTUM)
        turns.charge({one.run.party for one in group}, QUANTUM)
        groups.append({one.run.id for one in group})
    together = {one.run.id for one in alike}
    for group in groups:
        assert group in ({"suspect"}, {"stepping"}, together) or "hardly due" in group, group
    assert together in groups and {"suspect"} in groups and {"stepping"} in groups
    assert turns.choose([held("resting", "owner", "shape", wants=0)], 99.0) == []
