"""Cells at a rung: who is judged when, by what, and who stays out of it. With trainers: training/test_halving_trained.py."""

import pytest

from playground.runs import halving, recipes, sweep_reading, sweeps
from playground.runs.models import Run, Sweep
from playground.runs.services import StartRefused
from playground.runs.states import State

pytestmark = pytest.mark.django_db
RULE = {"factor": 3, "epochs": 4}


def swept(count: int = 6, token: str = "once") -> Sweep:
    spec = recipes.parse({"training": {"epochs": 30}})
    return sweeps.start("alice", spec, {"seed": f"1..{count}"}, token=token, halving=RULE)


def stand(sweep: Sweep, place: int, **facts) -> None:
    Run.objects.filter(sweep=sweep, place=place).update(**facts)


def at_rung(sweep: Sweep, losses: dict[int, float | None], epoch: int = 4) -> None:
    for place, loss in losses.items():
        stand(sweep, place, state=State.PAUSED, epoch=epoch, last_loss=loss)


def states(sweep: Sweep) -> list[tuple]:
    return list(Run.objects.filter(sweep=sweep).order_by("place").values_list("state", "rung"))


def test_nobody_is_judged_before_all_are_there():
    sweep = swept()
    assert states(sweep) == [(State.WAITING, 4)] * 6 and halving.rungs(sweep) == [4, 12]
    at_rung(sweep, {0: 0.5, 1: 0.4, 2: 0.3, 3: 0.2, 4: 0.1})
    assert halving.judge(sweep.id) == 0
    at_rung(sweep, {5: 0.6})
    assert halving.judge(sweep.id) == 6 and halving.judge(sweep.id) == 0
    assert states(sweep) == [(State.STOPPED, 4)] * 3 + [(State.WAITING, 12)] * 2 + [(State.STOPPED, 4)]
    ended = Run.objects.get(sweep=sweep, place=0)
    assert ended.detail == {"reason": "pruned", "epoch": 4, "kept": 2, "of": 6}
    at_rung(sweep, {3: 0.2, 4: 0.2}, epoch=12)
    halving.judge_all()
    assert states(sweep)[3:5] == [(State.WAITING, None)] * 2  # they tie, and nothing is looked at after 12


def test_what_diverged_counts_and_what_failed_or_was_stopped_by_hand_does_not():
    sweep = swept(7)
    stand(sweep, 0, state=State.DIVERGED, epoch=2)
    stand(sweep, 1, state=State.FAILED, epoch=0)
    stand(sweep, 2, state=State.STOPPED, epoch=4, last_loss=0.01, detail={"reason": "person", "epoch": 4})
    stand(sweep, 3, state=State.STOPPED, epoch=4, last_loss=0.2, detail={"reason": "threshold", "epoch": 4})
    at_rung(sweep, {4: 0.1, 5: 0.3, 6: 0.4})
    assert halving.judge(sweep.id) == 3  # of five, one goes on
    assert Run.objects.get(sweep=sweep, place=5).detail["of"] == 5
    cells = sweep_reading.cells(sweep)
    assert [cell.pruned for cell in cells] == [False] * 5 + [True] * 2 and cells[4].state == State.WAITING


def test_a_rest_by_hand_holds_up_the_judgement_and_going_on_wakes_nobody_at_a_rung():
    sweep = swept(3)
    at_rung(sweep, {0: 0.5, 1: 0.4})
    sweeps.order(sweep, "pause")
    assert halving.judge(sweep.id) == 0
    sweeps.order(sweep, "resume")
    assert [state for state, _ in states(sweep)] == [State.PAUSED, State.PAUSED, State.WAITING]
    sweeps.order(sweep, "stop")
    assert states(sweep) == [(State.STOPPED, None)] * 3 and not any(cell.pruned for cell in sweep_reading.cells(sweep))


def test_what_is_pruned_does_not_grow():
    with pytest.raises(StartRefused, match="does not grow"):
        sweeps.extend(swept(), {"seed": "1..9"}, 1)
