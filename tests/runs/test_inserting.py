"""Rows written by one prepared statement are those the ORM would have written."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from playground.runs import recipes, searching, sweeps
from playground.runs.inserting import insert
from playground.runs.models import Run, new_id

pytestmark = pytest.mark.django_db
OWN = ("id", "number", "start_token", "queued_at", "updated_at")  # each row's, or the database's clock
NOW = timezone.now()


def pattern(**facts) -> Run:
    spec = recipes.parse({})
    return Run(
        owner="somebody", state="waiting", seed=spec.seed, epochs=3, speed=0.0, created_at=NOW, listed=False,
        spec=recipes.expanded(spec), detail={"reason": "ünïcode ✓"}, best_metric=0.25, **recipes_facts(spec), **facts,
    )  # fmt: skip


def recipes_facts(spec) -> dict:
    planned = recipes.plan_facts(spec)
    return {name: planned[name] for name in ("cohort_key", "schema", "frame_schema")}


def stored(token: str) -> dict:
    row = Run.objects.filter(start_token=token).values().get()
    assert row["queued_at"] and row["updated_at"]  # the database's own
    return {name: value for name, value in row.items() if name not in OWN}


def test_a_row_is_what_the_orm_writes():
    one, two = {"n": [1, None, "x"]}, {"deep": {"er": [0.1, True]}}
    own = {"detail": one, "probe": two, "holding": True, "last_loss": None, "epochs": 9, "title": "a 'title' %s"}
    insert(pattern(), [{"id": new_id(), "number": 1, "start_token": "by insert", **own}])
    ours = pattern()
    for name, value in {"id": new_id(), "number": 2, "start_token": "by orm", **own}.items():
        setattr(ours, name, value)
    ours.save(force_insert=True)
    assert stored("by insert") == stored("by orm")
    assert stored("by insert")["detail"] == one and stored("by insert")["title"] == "a 'title' %s"


def test_a_row_that_clashes_takes_all_with_it():
    rows = [{"id": new_id(), "number": number, "start_token": "the same"} for number in (1, 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(pattern(), rows)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"optimizer.lr": "1e-3..1 log 5", "seed": "1..4"},
        {"optimizer.name": "sgd, adam", "optimizer.lr": "0.01, 0.1", "data.noise": "0..0.3 4"},
        {"network.layers.0.units": "2, 5", "network.layers.0.activation": "tanh, relu", "network.layers.1.dropout": "0, 0.5"},
        {"training.clip_norm": "none, 1, 2", "training.epochs": "5, 9", "regularization.l2": "0, 0.1"},
        {"training.batch_size": "8, none", "seed": "1, 2"},
    ],
    ids=["rates", "optimizers", "layers", "limits", "batches"],
)
def test_a_cells_recipe_is_that_of_its_values_read_alone(asked):
    base = recipes.parse({})
    found = searching.found(base, asked)
    sweep = sweeps.start("somebody", base, asked, token="once")
    cells = list(Run.objects.filter(sweep=sweep).order_by("place"))
    assert len(cells) == len(found.points)
    for cell, point in zip(cells, found.points, strict=True):
        assert cell.spec == recipes.expanded(point.spec)
        alone = recipes_facts(point.spec)
        assert {name: getattr(cell, name) for name in alone} == alone
        again = recipes.parse(cell.spec)
        assert recipes.expanded(again) == cell.spec
        assert (cell.seed, cell.optimizer, cell.epochs) == (again.seed, again.optimizer.name, again.training.epochs)
