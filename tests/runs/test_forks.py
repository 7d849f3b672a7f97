"""A fork shares its parent's past bit for bit and goes on alone; what cannot be forked is refused in words."""

import secrets

import pytest

from engine.plan import Plan
from engine.spec import parse
from playground.runs import edits, forks, pasts, recipes, selectors, services
from playground.runs.forks import ForkRefused
from playground.runs.models import Checkpoint, Chunk, Command, KeyFrame, Run
from playground.training import thinning
from tests.training.conftest import laboratory, preloaded, start  # noqa: F401 (fixtures)
from tests.training.laboratory import assert_equal_to_twin, settled, stored_columns, twin, wait_until

RECIPE = {
    "training": {"epochs": 150},
    "optimizer": {"name": "adam"},
    "schedule": {"name": "cosine"},
    "network": {"layers": [{"name": "dense", "units": 4, "dropout": 0.1}]},
}


@pytest.fixture
def parent(laboratory, start) -> Run:  # noqa: F811
    run = start(RECIPE)
    laboratory.start()
    settled([run])
    run.refresh_from_db()
    return run


def fork(parent: Run, epoch: int, **changes) -> Run:
    named = {path.replace("__", "."): value for path, value in changes.items()}
    run = forks.fork("alice", Run.objects.get(id=parent.id), epoch, named, token=secrets.token_hex(8))
    settled([run])
    run.refresh_from_db()
    return run


def frames(run: Run) -> list[bytes]:
    return [frame.data for frame in selectors.frames(run.id, run.attempt)]


def same_until(one: Run, other: Run) -> int:
    """The last epoch up to which all records of both are equal, bit for bit."""
    mine, theirs = stored_columns(one), stored_columns(other)
    rows = min(len(mine["epoch"]), len(theirs["epoch"]))
    for row in range(rows):
        if any(mine[name][row].tobytes() != theirs[name][row].tobytes() for name in mine):
            return row - 1
    return rows - 1


@pytest.mark.parametrize("epoch", [0, 1, 77, 149])
def test_a_fork_without_changes_is_its_parent(parent, epoch):
    child = fork(parent, epoch)
    assert (child.parent_id, child.parent_epoch, child.attempt, child.spec) == (parent.id, epoch, 1, parent.spec)
    assert same_until(child, parent) == 150
    assert frames(child) == frames(parent)
    assert (child.best_metric, child.last_metric, child.last_loss) == (parent.best_metric, parent.last_metric, parent.last_loss)


def test_a_fork_with_an_edit_is_its_parent_up_to_there_and_its_own_recipe_after(parent):
    child = fork(parent, 77, optimizer__lr=0.3, weights__1__0__2=2.0)
    assert same_until(child, parent) == 77
    assert child.spec["edits"] == [
        {"step": 77 * 8, "path": "optimizer.lr", "value": 0.3},
        {"step": 77 * 8, "path": "weights.1.0.2", "value": 2.0},
    ]
    assert_equal_to_twin(child)  # trained in one piece by the engine: the copy spared time, and changed nothing
    told = edits.history(child)
    assert [(one.epoch, one.batch, one.path, one.after) for one in told] == [
        (77, 0, "optimizer.lr", 0.3), (77, 0, "weights.1.0.2", 2.0),
    ]  # fmt: skip
    _, outcome = twin(parent.spec, 77)
    plan = Plan(parse(parent.spec))
    assert told[0].before == plan.spec.optimizer.lr
    assert told[1].before == float(outcome.state.params[: 3 * 4].view(3, 4)[0, 2])


def test_a_fork_of_a_fork_keeps_the_edits_of_before_and_drops_those_of_after(parent):
    child = fork(parent, 100, optimizer__lr=0.3)
    early, late = fork(child, 40, regularization__l2=0.1), fork(child, 120, biases__2__0=1.5)
    assert [one["path"] for one in early.spec["edits"]] == ["regularization.l2"]
    assert [one["path"] for one in late.spec["edits"]] == ["optimizer.lr", "biases.2.0"]
    assert (same_until(early, parent), same_until(late, child)) == (40, 120)
    assert (early.parent_id, late.parent_id) == (child.id, child.id)
    for run in (early, late):
        assert_equal_to_twin(run)


@pytest.mark.parametrize("level", ["curve", "result"])
def test_a_thinned_run_can_be_forked(parent, level):
    thinning.thin(parent, level)
    child = fork(parent, 77, optimizer__lr=0.3)
    assert_equal_to_twin(child)
    if level == "curve":
        assert same_until(child, parent) == 77


def test_what_is_asked_while_a_fork_catches_up_is_done_at_its_epoch(laboratory, start):  # noqa: F811
    run = start(RECIPE)
    pid = laboratory.start()
    settled([run])
    laboratory.stop(pid)
    run.refresh_from_db()
    thinning.thin(run, "curve")
    child = forks.fork("alice", run, 140, token="f", paused=True)
    asked = [services.command(child, "edit", path="optimizer.lr", value=0.3), services.command(child, "step", epochs=2)]
    laboratory.start()
    wait_until(lambda: not Command.objects.filter(run=child, done=None).exists(), "both commands")
    settled([child], ("paused",))
    child.refresh_from_db()
    assert [Command.objects.get(id=one.id).answer for one in asked] == ["", ""]
    assert child.spec["edits"] == [{"step": 140 * 8, "path": "optimizer.lr", "value": 0.3}]
    assert child.epoch == 142
    assert_equal_to_twin(child, 142)


def test_a_fork_lives_on_its_own(parent):
    child = fork(parent, 77)
    parent.delete()
    child.refresh_from_db()
    assert (child.parent_id, child.parent_epoch) == (None, 77)
    assert_equal_to_twin(child)


def test_a_fork_gets_more_epochs_and_its_schedule_does_not_stretch(parent):
    longer = fork(parent, 150, training__epochs=170)
    assert (longer.epoch, longer.epochs) == (170, 170)
    assert same_until(longer, parent) == 150
    assert longer.spec["schedule"]["horizon"] == 150
    assert_equal_to_twin(longer)


def test_a_stopped_run_is_forked_where_it_stopped(laboratory, start):  # noqa: F811
    run = start(RECIPE, speed=120)
    laboratory.start()
    services.command(run, "stop")
    settled([run], ("stopped",))
    run.refresh_from_db()
    child = fork(run, run.epoch, optimizer__lr=0.1)
    assert child.epoch == 150
    assert_equal_to_twin(child)


def test_a_fork_has_its_parents_past_to_the_epoch_before_anybody_trains_it(laboratory, start):  # noqa: F811
    run = start(RECIPE)
    pid = laboratory.start()
    settled([run])
    laboratory.stop(pid)
    marks = [{"epoch": 0, "words": "a"}, {"epoch": 77, "words": "b"}, {"epoch": 78, "words": "c"}]
    Run.objects.filter(id=run.id).update(detail={"attempts": marks, "reason": "person"})
    run.refresh_from_db()
    child = forks.fork("alice", run, 77, token="f")
    child.refresh_from_db()
    assert (child.attempt, child.seq, child.epoch, child.step, child.state) == (1, 78, 77, 77 * 8, "waiting")
    assert child.detail == {"attempts": marks[:2]}, "only those marks whose records it has"
    mine, theirs = stored_columns(child), stored_columns(run)
    assert {name: values.tobytes() for name, values in mine.items()} == {
        name: values[:78].tobytes() for name, values in theirs.items()
    }
    assert (child.last_loss, child.best_metric) == (theirs["test_loss"][77], theirs["test_accuracy"][:78].max())
    seconds = [b"".join(bytes(one.seconds) for one in Chunk.objects.filter(run=of).order_by("first_seq")) for of in (child, run)]
    assert seconds[0] == seconds[1][: 4 * 78]

    def rows(model, of: Run, **limit):
        return [(one.seq, one.epoch, bytes(one.data)) for one in model.objects.filter(run=of, **limit).order_by("seq")]

    assert rows(KeyFrame, child) == rows(KeyFrame, run, seq__lte=77) and child.frame_seq == rows(KeyFrame, child)[-1][0]
    assert len(rows(KeyFrame, child)) > 10
    ladder = [
        [(one.step, bytes(one.data)) for one in Checkpoint.objects.filter(run=of, step__lte=limit).order_by("step")]
        for of, limit in ((child, 10**9), (run, 77 * 8))
    ]
    assert ladder[0] == ladder[1] and ladder[0], "small ones come along whole, and none of after"


# -- refusals: no trainer needed ---------------------------------------------------------------------------------------


@pytest.fixture
def stored(db) -> Run:
    run = services.start_run("alice", recipes.parse(RECIPE), token="t")
    Run.objects.filter(id=run.id).update(seq=61, epoch=60, step=60 * 8, state="paused")
    return Run.objects.get(id=run.id)


@pytest.mark.parametrize(
    "epoch, changes, words",
    [
        (61, {}, "Epoch 61 is beyond the end of this run, which has 60"),
        (-1, {}, "whole number, 0 or more"),
        (True, {}, "whole number, 0 or more"),
        (40, {"network.layers.0.units": 8}, "network.layers.0.units cannot change in the middle of a run"),
        (40, {"nonsense": 8}, "nonsense cannot change in the middle of a run"),
        (40, {"training.epochs": 40}, "Epoch 40 is the last of the 40 planned"),
    ],
)
def test_what_cannot_be_forked_is_refused_in_words(stored, epoch, changes, words):
    with pytest.raises(ForkRefused, match=words):
        forks.fork("alice", stored, epoch, changes, token="f")
    assert Run.objects.count() == 1


@pytest.mark.parametrize("changes", [{"optimizer.lr": -1}, {"weights.1.9.0": 1}, {"training.epochs": 10**9}])
def test_values_outside_their_bounds_are_the_engines_to_refuse(stored, changes):
    with pytest.raises(recipes.refusal()) as refused:
        forks.fork("alice", stored, 40, changes, token="f")
    assert refused.value.problems[0].message


@pytest.mark.parametrize(
    "state, detail, words", [("diverged", {}, "had diverged"), ("stopped", {"reason": "patience"}, "stopped by its own rule")]
)
def test_where_a_run_ended_by_itself_nothing_can_follow(stored, state, detail, words):
    Run.objects.filter(id=stored.id).update(state=state, detail=detail)
    with pytest.raises(ForkRefused, match=words):
        forks.fork("alice", Run.objects.get(id=stored.id), 60, token="f")


def test_epochs_between_records_are_refused_with_the_nearest(stored):
    Run.objects.filter(id=stored.id).update(epoch=3000, epochs=4000)
    with pytest.raises(ForkRefused, match=r"2,501 was not recorded.* 2,500"):
        forks.fork("alice", Run.objects.get(id=stored.id), 2501, token="f")


def test_the_same_fork_sent_twice_is_one_run_and_another_by_that_token_is_refused(stored):
    one, two = (forks.fork("alice", stored, 0, {"optimizer.lr": 0.3}, token="f") for _ in range(2))
    assert one.id == two.id and Run.objects.count() == 2
    with pytest.raises(services.TokenReused):
        forks.fork("alice", stored, 0, {"optimizer.lr": 0.1}, token="f")


def test_at_epoch_0_a_changed_field_is_the_set_ups_and_a_changed_weight_stays_an_edit(stored):
    run = forks.fork("alice", stored, 0, {"optimizer.lr": 0.3, "weights.1.0.2": 2.0}, token="f")
    assert run.spec["optimizer"]["lr"] == 0.3
    assert run.spec["edits"] == [{"step": 0, "path": "weights.1.0.2", "value": 2.0}]
    assert (run.seq, run.epoch) == (0, 0)


def edit(step: int, path: str, value: float) -> dict:
    return {"step": step, "path": path, "value": value}


def test_what_was_edited_at_the_very_epoch_stays_unless_the_fork_changes_it(stored):
    """The page shows those values there: whoever forks from what they see gets what they see."""
    before, there = edit(320 - 1, "optimizer.lr", 0.3), [edit(320, "optimizer.lr", 0.2), edit(320, "weights.1.0.2", 2.0)]
    recipe = {**stored.spec, "edits": [before, *there, edit(320 + 1, "optimizer.lr", 0.1)]}
    assert edits.until(recipe, 320) == [before, *there]
    assert edits.until(recipe, 319) == [before] and edits.until(recipe, 318) == []
    assert recipes.expanded(forks.forked(recipe, 40, {}))["edits"] == [before, *there]
    changed = recipes.expanded(forks.forked(recipe, 40, {"weights.1.0.2": 5.0}))["edits"]
    assert changed == [before, there[0], edit(320, "weights.1.0.2", 5.0)]
    assert recipes.expanded(forks.forked(recipe, 39, {}))["edits"] == []


def test_the_value_of_before_is_that_of_the_edit_before_it(stored):
    made = [edit(8, "optimizer.lr", 0.3), edit(16, "regularization.l2", 0.1), edit(17, "optimizer.lr", 0.05),
            edit(24, "optimizer.lr", 0.2), edit(24, "weights.1.0.2", 2.0)]  # fmt: skip
    Run.objects.filter(id=stored.id).update(spec={**stored.spec, "edits": made[::-1]})
    told = edits.history(Run.objects.get(id=stored.id))
    assert [(one.epoch, one.batch, one.path, one.before, one.after) for one in told] == [
        (1, 0, "optimizer.lr", stored.spec["optimizer"]["lr"], 0.3), (2, 0, "regularization.l2", 0.0, 0.1),
        (2, 1, "optimizer.lr", 0.3, 0.05), (3, 0, "weights.1.0.2", None, 2.0), (3, 0, "optimizer.lr", 0.05, 0.2),
    ]  # fmt: skip


def test_a_fork_of_somebody_elses_run_names_no_parent(stored):
    run = forks.fork("bob", stored, 0, token="f")
    assert (run.owner, run.parent_id, run.number) == ("bob", None, 1)


def test_nothing_is_left_behind_when_copying_fails(stored, monkeypatch):
    Chunk.objects.create(run=stored, attempt=1, first_seq=0, rows=61, data=b"no chunk at all, only bytes " * 4, seconds=b"")
    with pytest.raises(ValueError):
        forks.fork("alice", stored, 40, token="f")
    assert Run.objects.count() == Chunk.objects.count() == 1
    assert not KeyFrame.objects.exists() and not Checkpoint.objects.exists()


@pytest.mark.parametrize("path", ["weights.1.1.3", "weights.2.3.0", "biases.1.2", "biases.2.0"])
def test_a_parameters_place_is_the_engines(path):
    spec = parse(RECIPE)
    plan = Plan(parse({**RECIPE, "edits": [{"step": 0, "path": path, "value": 1.0}]}))
    assert [pasts.parameter_index(spec, path)] == [place for place, _ in plan.weight_edits[0]]
