"""Sweeps as rows: started, rested, ended and grown. What trains them: tests/training/test_sweeps_trained.py."""

import pytest

from playground.runs import keeping, listing, recipes, services, sweeps
from playground.runs.models import Command, Run, Sweep
from playground.runs.services import StartRefused, TokenReused
from playground.runs.states import State

pytestmark = pytest.mark.django_db
ASKED = {"optimizer.lr": "0.01, 0.1, 1", "optimizer.name": "sgd, adam"}


def swept(asked=ASKED, token="once", **facts) -> Sweep:
    return sweeps.start("alice", recipes.parse({}), asked, token=token, **facts)


def test_a_sweep_is_one_ordinary_run_a_point():
    sweep = swept()
    cells = list(sweep.runs.order_by("place"))
    assert [cell.place for cell in cells] == list(range(6)) and sweep.kind == "grid"
    for cell, (rate, name) in zip(cells, sweep.points, strict=True):
        recipe = recipes.expanded(recipes.parse({"optimizer": {"name": name, "lr": float(rate)}}))
        assert (cell.spec, cell.state, cell.detail_level, cell.speed) == (recipe, State.WAITING, "curve", 0)
        planned = recipes.plan_facts(recipes.parse(recipe))
        assert all(getattr(cell, fact) == planned[fact] for fact in ("cohort_key", "schema", "frame_schema"))
    assert len({cell.cohort_key for cell in cells}) == 1


def test_two_thousand_rows_take_few_more_statements_than_four(django_assert_max_num_queries):
    """They go in by the dozen, as many as SQLite takes at once; how long it takes is benchmarks/sweep.py's to say."""
    with django_assert_max_num_queries(120):
        sweep = swept({"optimizer.lr": "1e-4..1 log 40", "seed": "1..50"})
    assert sweep.runs.count() == 2000


def test_the_same_start_finds_the_same_sweep():
    assert swept().id == swept().id and Run.objects.count() == 6
    with pytest.raises(TokenReused):
        swept({"seed": "1, 2"})


def test_cells_are_not_in_the_way_of_what_is_started_by_hand():
    swept()
    run = services.start_run("alice", recipes.parse({}), token="by hand")
    assert [one.id for one in listing.page("alice", listing.Wanted(), 50).runs] == [run.id]
    cell = Run.objects.filter(sweep__isnull=False).first()
    keeping.keep("alice", [cell.id], "star")
    assert {one.id for one in listing.page("alice", listing.Wanted(), 50).runs} == {run.id, cell.id}


def test_there_is_an_end_to_what_may_wait(monkeypatch):
    monkeypatch.setattr(sweeps, "UNFINISHED_PER_OWNER", 9)
    swept()
    with pytest.raises(StartRefused, match=r"12 unfinished runs.*at most 9"):
        swept(token="three")
    assert Sweep.objects.count() == 1


def test_rest_go_on_and_end():
    sweep = swept()
    held = sweep.runs.order_by("place").first()
    Run.objects.filter(id=held.id).update(state=State.TRAINING)
    assert sweeps.order(sweep, "pause") == 6
    assert set(sweep.runs.values_list("state", flat=True)) == {State.PAUSED, State.TRAINING}
    assert sweeps.order(sweep, "resume") == 6
    assert sweep.runs.filter(state=State.WAITING).count() == 5
    sweeps.order(sweep, "stop")
    assert sweep.runs.filter(state=State.STOPPED).count() == 5
    told = Command.objects.filter(run=held, done=None).order_by("id")
    assert [one.kind for one in told] == ["stop"]
    with pytest.raises(ValueError, match="explode"):
        sweeps.order(sweep, "explode")


def test_a_grid_grows_along_its_fields_and_draws_go_on():
    sweep = swept({"optimizer.lr": "0.01, 0.1"})
    assert sweeps.extend(sweep, {"optimizer.lr": "0.01, 0.03, 0.1"}, 1) == 1
    sweep.refresh_from_db()
    assert sweep.points == [["0.01"], ["0.1"], ["0.03"]] and sweep.runs.get(place=2).spec["optimizer"]["lr"] == 0.03
    assert sweep.axes == [{"path": "optimizer.lr", "text": "0.01, 0.03, 0.1"}]
    with pytest.raises(StartRefused):
        sweeps.extend(sweep, {"seed": "1, 2"}, 1)
    drawn = swept({"optimizer.lr": "~1e-3..1 log"}, "drawn", draws=5, seed=4)
    before = list(drawn.points)
    assert sweeps.extend(drawn, {"optimizer.lr": "~1e-3..1 log"}, 8) == 3
    drawn.refresh_from_db()
    assert drawn.points[:5] == before and len(drawn.points) == 8 and drawn.kind == "random"
    with pytest.raises(StartRefused, match="more draws of the same"):
        sweeps.extend(drawn, {"optimizer.lr": "~1e-3..10 log"}, 12)


def test_what_a_grown_grid_says_of_itself_names_all_its_values():
    """In the order of numbers, so that its rival searches the same; words stay in the order they came."""
    sweep = swept({"optimizer.lr": "1e-2..1 log 3"})
    assert sweeps.extend(sweep, {"optimizer.lr": "0.1..0.3 3"}, 1) == 2
    sweep.refresh_from_db()
    assert sweep.axes[0]["text"] == "0.01, 0.1, 0.2, 0.3, 1"
    assert len(sweep.points) == sweep.runs.count() == 5
    named = swept({"optimizer.name": "sgd, adam"}, "named")
    assert sweeps.extend(named, {"optimizer.name": "rmsprop"}, 1) == 1
    named.refresh_from_db()
    assert named.axes[0]["text"] == "sgd, adam, rmsprop"


def test_what_is_refused_leaves_nothing_behind():
    with pytest.raises(recipes.refusal(), match="0 is not more than 0"):
        swept({"optimizer.lr": "0.1, 0"})
    assert not Sweep.objects.exists() and not Run.objects.exists()


def test_ten_seeds_of_a_run_differ_in_nothing_else():
    run = services.start_run("alice", recipes.parse({"seed": 7, "optimizer": {"name": "adam"}}), token="by hand")
    sweep = sweeps.ten_seeds("alice", run, token="seeds")
    specs = [cell.spec for cell in sweep.runs.order_by("place")]
    assert [spec.pop("seed") for spec in specs] == list(range(7, 17)) and sweep.parent_id == run.id
    assert all(spec == {name: value for name, value in run.spec.items() if name != "seed"} for spec in specs)


def test_sweeps_go_with_their_owner():
    swept()
    sweeps.start("bob", recipes.parse({}), ASKED, token="once")
    keeping.adopt("alice", "bob")
    assert sorted(Sweep.objects.filter(owner="bob").values_list("number", flat=True)) == [1, 2]
    assert Run.objects.filter(owner="bob").count() == 12
    keeping.delete_all("bob")
    assert not Sweep.objects.exists() and not Run.objects.exists()
