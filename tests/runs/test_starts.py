"""Starting a run: once for each token, counted per owner, refused in words."""

import threading

import pytest
from django.db import connections

from playground.runs import recipes, services
from playground.runs.models import Run
from tests.runs.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


def spec(**parts):
    return recipes.parse({"training": {"epochs": 3}, **parts})


def at_once(count: int, call) -> list:
    """What `call(index)` returned or raised in `count` threads."""
    results: list = [None] * count

    def one(index):
        try:
            results[index] = call(index)
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_hundred_identical_starts_at_once_make_one_run():
    """I6, F34, G13."""
    wanted = spec()
    runs = at_once(100, lambda index: services.start_run("alice", wanted, token="same"))
    assert {run.id for run in runs} == {Run.objects.get().id}


def test_different_starts_at_once_are_numbered_without_gaps():
    wanted = spec()
    runs = at_once(20, lambda index: services.start_run("alice", wanted, token=f"token {index}"))
    assert sorted(run.number for run in runs) == list(range(1, 21))
    assert services.start_run("bob", wanted, token="token 1").number == 1


def test_the_same_token_with_another_set_up_is_refused():
    services.start_run("alice", spec(seed=1), token="same")
    with pytest.raises(services.TokenReused):
        services.start_run("alice", spec(seed=2), token="same")


def test_the_same_start_is_found_again_even_after_its_recipe_was_edited():
    run = services.start_run("alice", spec(), token="same")
    services.command(run, "extend", epochs=7)
    again = services.start_run("alice", spec(), token="same")
    assert (again.id, again.epochs) == (run.id, 10)


def test_a_run_stores_its_whole_recipe_and_what_lists_need():
    wanted = spec(seed=7, optimizer={"name": "adam", "lr": 0.02})
    run = Run.objects.get(id=services.start_run("alice", wanted, token="t", speed=5).id)
    assert recipes.parse(run.spec) == wanted
    assert run.spec["optimizer"]["beta1"] == 0.9  # defaults are filled in
    assert (run.seed, run.optimizer, run.epochs, run.speed, run.state) == (7, "adam", 3, 5.0, "waiting")
    names = [column[0] for column in run.schema["columns"]]
    assert {"epoch", "step", "train_loss", "test_loss", "grad_norm", "layer.1.grad_norm"} <= set(names)
    assert len(run.cohort_key) > 8


def test_too_many_unfinished_runs_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(services, "UNFINISHED_PER_OWNER", 2)
    make_run("alice")
    make_run("alice")
    make_run("alice", state="finished")
    with pytest.raises(services.StartRefused, match="unfinished"):
        services.start_run("alice", spec(), token="t")
    services.start_run("bob", spec(), token="t")
