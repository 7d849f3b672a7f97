"""What can be asked of a run that no trainer holds; held runs get a row for their trainer."""

import pytest

from playground.runs import recipes, services
from playground.runs.models import Command, Run, Trainer
from playground.runs.orders import CommandRefused
from playground.runs.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    made = services.start_run("alice", recipes.parse({"training": {"epochs": 3}}), token="t")
    Run.objects.filter(id=made.id).update(seq=2, epoch=1, step=8)
    return Run.objects.get(id=made.id)


def stand(run: Run, state: State, **facts) -> None:
    Run.objects.filter(id=run.id).update(state=state, **facts)
    run.refresh_from_db()


def ask(run: Run, kind: str, **payload) -> Command:
    command = services.command(run, kind, **payload)
    command.refresh_from_db()
    run.refresh_from_db()
    return command


def test_a_waiting_run_is_paused_resumed_and_stopped_at_once(run):
    assert ask(run, "pause").done
    assert (run.state, run.holding) == (State.PAUSED, True)
    assert ask(run, "resume").done
    assert (run.state, run.holding) == (State.WAITING, False)
    assert ask(run, "stop").done
    assert (run.state, run.detail["reason"]) == (State.STOPPED, "person")


def test_every_direct_change_raises_the_fence(run):
    """A trainer that still thinks it holds the run is refused."""
    before = run.fence
    ask(run, "pause")
    assert run.fence == before + 1


def test_a_step_of_a_paused_run_waits_for_a_trainer(run):
    stand(run, State.PAUSED, holding=True)
    assert not ask(run, "step", epochs=2).done
    assert (run.state, run.holding) == (State.WAITING, True)


def test_pause_and_stop_overtake_what_was_asked_before(run):
    stand(run, State.PAUSED, holding=True)
    step = ask(run, "step", batches=1)
    ask(run, "pause")
    step.refresh_from_db()
    assert step.done and "Overtaken" in step.answer
    assert run.state == State.PAUSED


def test_resume_keeps_its_place_behind_an_edit_that_still_waits(run):
    stand(run, State.PAUSED, holding=True)
    edit = ask(run, "edit", path="optimizer.lr", value=0.5)
    resume = ask(run, "resume")
    assert not edit.done and not resume.done
    assert (run.state, run.holding) == (State.WAITING, True)


def test_a_held_run_gets_a_row_and_nothing_else(run):
    stand(run, State.TRAINING, trainer=Trainer.objects.create(pid=1, host="here", fingerprint="f"))
    before = Run.objects.filter(id=run.id).values().get()
    for kind, payload in {
        "pause": {}, "resume": {}, "stop": {}, "step": {"epochs": 1}, "speed": {"epochs_per_second": 5},
        "edit": {"path": "optimizer.lr", "value": 0.1}, "extend": {"epochs": 10},
    }.items():  # fmt: skip
        assert not ask(run, kind, **payload).done
    assert Run.objects.filter(id=run.id).values().get() == before


def test_a_finished_run_takes_more_epochs_and_keeps_its_horizon(run):
    stand(run, State.FINISHED, epoch=3)
    horizon = run.spec["schedule"]["horizon"]
    assert ask(run, "extend", epochs=4).done
    assert (run.state, run.epochs, run.spec["training"]["epochs"]) == (State.WAITING, 7, 7)
    assert run.spec["schedule"]["horizon"] == horizon == 3


@pytest.mark.parametrize("state", [State.FINISHED, State.DIVERGED, State.STOPPED, State.FAILED])
def test_an_ended_run_takes_no_other_command(run, state):
    stand(run, state)
    for kind in ("pause", "resume", "stop"):
        with pytest.raises(CommandRefused, match=state):
            ask(run, kind)
    if state != State.FINISHED:
        for kind in ("extend", "step"):
            with pytest.raises(CommandRefused, match=state):
                ask(run, kind, epochs=1)


def test_a_finished_run_that_came_to_its_end_by_steps_goes_on_by_itself(run):
    stand(run, State.FINISHED, holding=True)
    ask(run, "extend", epochs=4)
    assert (run.state, run.holding) == (State.WAITING, False)


@pytest.mark.parametrize("payload", [{"batches": 1}, {"epochs": 10}])
def test_a_step_of_a_finished_run_waits_for_a_trainer(run, payload):
    stand(run, State.FINISHED)
    assert not ask(run, "step", **payload).done
    assert (run.state, run.holding, run.epochs) == (State.WAITING, True, 3)  # a trainer gives it its epochs


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("explode", {}), ("pause", {"now": True}), ("step", {}), ("step", {"epochs": 0}),
        ("step", {"epochs": 1, "batches": 1}),
        ("step", {"epochs": "2"}), ("step", {"batches": True}), ("step", {"epochs": 10**9}), ("speed", {}),
        ("speed", {"epochs_per_second": -1}), ("speed", {"epochs_per_second": "fast"}),
        ("speed", {"epochs_per_second": 1e99}),
        ("extend", {"epochs": 0}), ("extend", {"epochs": 1.5}), ("edit", {"path": "optimizer.lr"}),
        ("edit", {"path": "optimizer.lr", "value": float("nan")}), ("edit", {"path": 3, "value": 1.0}),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_leaves_no_row(run, kind, payload):
    with pytest.raises(CommandRefused) as refusal:
        ask(run, kind, **payload)
    assert str(refusal.value).endswith(".")
    assert not Command.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words"), [("pause", "The command pause takes nothing."), ("step", "The command step takes batches, epochs.")]
)
def test_an_unknown_field_is_answered_with_those_there_are(run, kind, words):
    with pytest.raises(CommandRefused) as refusal:
        ask(run, kind, x=1)
    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("optimizer.lr", -1.0), ("optimizer.nonsense", 1.0), ("weights.99.0.0", 1.0), ("seed", 3.0), ("weights.1.0.0", 1e39),
        ("biases.1.0", -1e300),
    ],
)  # fmt: skip
def test_an_edit_outside_its_bounds_is_refused_by_the_engine(run, path, value):
    with pytest.raises(recipes.refusal()):
        ask(run, "edit", path=path, value=value)
    assert not Command.objects.exists()


def test_a_finished_run_is_given_more_epochs_and_an_edit_from_its_end_on(run):
    stand(run, State.FINISHED, epoch=3, step=24)
    assert ask(run, "extend", epochs=10, path="weights.1.0.2", value=2).done
    assert (run.state, run.epochs) == (State.WAITING, 13)
    assert run.spec["edits"] == [{"step": 24, "path": "weights.1.0.2", "value": 2.0}]


@pytest.mark.parametrize("payload", [{"path": "weights.1.0.2"}, {"value": 2}, {"path": "weights.1.0.2", "value": "x"}])
def test_half_an_edit_with_more_epochs_is_refused_in_words(run, payload):
    stand(run, State.FINISHED)
    with pytest.raises(CommandRefused):
        ask(run, "extend", epochs=10, **payload)
    run.refresh_from_db()
    assert (run.state, run.spec["edits"]) == (State.FINISHED, [])
